/** Reshape, pad and cut by number, for the kernels that put several operations together. */
import { ints, type NativeBackend, run, scalar } from "../backend.ts";
import { attributes, FLOAT, INT, int, ON_FLOATS, type } from "./attributes.ts";

const RESHAPE = attributes("reshape", () => [type("T", FLOAT), type("Tshape", INT)]);
const PAD = attributes("pad", () => [type("T", FLOAT), type("Tpaddings", INT)]);
const SLICE = attributes("slice", () => [type("T", FLOAT), type("Index", INT)]);

/** The same values in another shape; TensorFlow shares the memory. */
export function reshape(backend: NativeBackend, id: number, shape: readonly number[]): number {
  return run(backend, "Reshape", RESHAPE, id, ints(backend, shape));
}

/** Zeros and the like before and after, as lengths on each axis. */
export type Pads = readonly (readonly [number, number])[];

/** Surrounds an image by a value. */
export function pad(backend: NativeBackend, id: number, pads: Pads, value: number): number {
  const key = pads.flat();
  const paddings = reshape(backend, ints(backend, key), [pads.length, 2], INT_RESHAPE);
  try {
    return value === 0
      ? run(backend, "Pad", PAD, id, paddings)
      : run(backend, "PadV2", PAD, id, paddings, scalar(backend, value));
  } finally {
    backend.binding.deleteTensor(paddings);
  }
}

/** Cuts a box out. */
export function slice(
  backend: NativeBackend,
  id: number,
  begin: readonly number[],
  size: readonly number[],
): number {
  return run(backend, "Slice", SLICE, id, ints(backend, begin), ints(backend, size));
}

export { int, ON_FLOATS };
