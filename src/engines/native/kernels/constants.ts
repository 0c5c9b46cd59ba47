/** Small constants that are made once and kept: shapes, axes, learning rates. */
import type { Values } from "../binding/binding.ts";
import { FLOAT, INT } from "../binding/dtypes.ts";
import type { NativeBackend } from "../binding/native_backend.ts";

/** Makes the number of a tensor of whole numbers; the same one for the same values. */
export function ints(backend: NativeBackend, values: readonly number[]): number {
  return constant(backend, `i${values}`, INT, [values.length], values);
}

/** Makes the number of a scalar; the same one for the same value. */
export function scalar(backend: NativeBackend, value: number): number {
  return constant(backend, `f${value}`, FLOAT, [], [value]);
}

const constants = new WeakMap<NativeBackend, Map<string, number>>();
const MOST_CONSTANTS = 2048;

/** A tensor that is made once and kept. A full cache is emptied: schedules bring a new learning rate every step. */
export function constant(
  backend: NativeBackend,
  key: string,
  dtype: number,
  shape: readonly number[],
  values: Values | (() => Values),
): number {
  let kept = constants.get(backend);
  if (kept === undefined) constants.set(backend, kept = new Map());
  let id = kept.get(key);
  if (id === undefined) {
    id = backend.binding.createTensor(shape, dtype, typeof values === "function" ? values() : values);
    kept.set(key, id);
  }
  return id;
}

/** Gives back constants if there are many. Only between kernels: within one they are in use. */
export function trimConstants(backend: NativeBackend): void {
  const kept = constants.get(backend);
  if (kept === undefined || kept.size < MOST_CONSTANTS) return;
  for (const id of kept.values()) backend.binding.deleteTensor(id);
  kept.clear();
}

/** How many constants are kept. */
export function keptConstants(backend: NativeBackend): number {
  return constants.get(backend)?.size ?? 0;
}
