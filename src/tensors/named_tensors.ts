/** What a model takes, predicts or is compared with, as tensors by name. */
import { tf } from "../tf.ts";

/**
 * A tensor under its name, or those of a record, as `prediction.boxes`.
 *
 * @param name What it is, such as `prediction`.
 * @param values A tensor or a record of tensors.
 * @throws {TypeError} If it is neither.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { namedTensors } from "./named_tensors.ts";
 *
 * assertEquals(Object.keys(namedTensors("prediction", { boxes: tf.zeros([1]) })), ["prediction.boxes"]);
 * ```
 */
export function namedTensors(name: string, values: unknown): Record<string, tf.Tensor> {
  if (values instanceof tf.Tensor) return { [name]: values };
  const parts = typeof values === "object" && values !== null && !Array.isArray(values) ? Object.entries(values) : [];
  if (parts.length === 0 || !parts.every(([, part]) => part instanceof tf.Tensor)) {
    throw new TypeError(`Cannot dump the ${name} as it must be a tensor or a record of tensors: got ${typeof values}.`);
  }
  return Object.fromEntries(parts.map(([key, part]) => [`${name}.${key}`, part]));
}
