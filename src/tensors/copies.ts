/** Whether memory on the host may be used again when a tensor was made of it. */
import { tf } from "../tf.ts";

/** What an engine says of its backend by {@linkcode declareCopies}. */
interface Copying {
  copiesFrom?: number;
}

/**
 * Says that a backend copies float32 numbers the moment a tensor is made of them.
 *
 * @param backend The backend, as tfjs has it.
 * @param from Where there are at least so many; fewer it may keep.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { copiesAtOnce, declareCopies } from "./copies.ts";
 *
 * await tf.setBackend("cpu");
 * assertEquals(copiesAtOnce(1000), false);
 * const backend = {};
 * declareCopies(backend, 500);
 * assertEquals(copiesAtOnce(1000, backend), true);
 * ```
 */
export function declareCopies(backend: object, from: number): void {
  (backend as Copying).copiesFrom = from;
}

/**
 * Whether a new tensor of so many float32 numbers has its own copy of them. Without a word of its engine it may hold the
 * array that it was made of.
 *
 * @param size How many numbers.
 * @param backend Which backend. Default the current one.
 */
export function copiesAtOnce(size: number, backend: object = tf.backend()): boolean {
  return size >= ((backend as Copying).copiesFrom ?? Infinity);
}
