/** Which backend TensorFlow.js computes on. */
import { tf } from "../tf.ts";

/**
 * Has TensorFlow.js compute on a backend. Where it does so already nothing is done, as it would make all of the backend's kernels
 * ready again: a tenth of a millisecond, and more on wasm, of each call that opens an engine.
 *
 * @param name What the backend is registered as.
 * @returns Whether it could be made ready.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { takeBackend } from "./take_backend.ts";
 *
 * assertEquals([await takeBackend("cpu"), tf.getBackend()], [true, "cpu"]);
 * ```
 */
export async function takeBackend(name: string): Promise<boolean> {
  return tf.getBackend() === name || await tf.setBackend(name);
}
