/** Reshape, pad and cut by number, for the kernels that put several operations together. */
import { attributes, type } from "../binding/attributes.ts";
import { FLOAT, INT } from "../binding/dtypes.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { constant, ints, scalar } from "./constants.ts";
import { run } from "./kernel.ts";

const RESHAPE = attributes("reshape", () => [type("T", FLOAT), type("Tshape", INT)]);
const PAD = attributes("pad", () => [type("T", FLOAT), type("Tpaddings", INT)]);
const SLICE = attributes("slice", () => [type("T", FLOAT), type("Index", INT)]);

/** The same values in another shape; TensorFlow shares the memory. */
export function reshape(backend: NativeBackend, id: number, shape: readonly number[]): number {
  return run(backend, "Reshape", RESHAPE, id, ints(backend, shape));
}

/** Lengths before and after, on each axis. */
export type Pads = readonly (readonly [number, number])[];

/** Surrounds an image by a value. */
export function pad(backend: NativeBackend, id: number, pads: Pads, value: number): number {
  const flat = pads.flat();
  const paddings = constant(backend, `p${flat}`, INT, [pads.length, 2], flat);
  return value === 0
    ? run(backend, "Pad", PAD, id, paddings)
    : run(backend, "PadV2", PAD, id, paddings, scalar(backend, value));
}

/** Cuts a box out. */
export function slice(backend: NativeBackend, id: number, begin: readonly number[], size: readonly number[]): number {
  return run(backend, "Slice", SLICE, id, ints(backend, begin), ints(backend, size));
}

/** Runs a computation whose intermediate results go away at its end: those that it gives to `drop`. */
export function scratch<R>({ binding }: NativeBackend, compute: (drop: (id: number) => number) => R): R {
  const ids: number[] = [];
  try {
    return compute((id) => {
      ids.push(id);
      return id;
    });
  } finally {
    for (const id of ids) binding.deleteTensor(id);
  }
}
