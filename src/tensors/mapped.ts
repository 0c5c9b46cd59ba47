/** Tensors of arrays and plain objects, exchanged for others: those of a prediction, say. */
import { tf } from "../tf.ts";

/**
 * The same arrays and plain objects with another tensor in the place of each; what is none of these stays as it is.
 *
 * @param values A tensor, or what holds tensors.
 * @param change What takes the place of a tensor.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { mapped } from "./mapped.ts";
 *
 * const boxes = { boxes: [tf.scalar(2)], size: 1 };
 * const { boxes: [twice], size } = mapped(boxes, (tensor) => tf.mul(tensor, 2)) as typeof boxes;
 * assertEquals([twice!.arraySync(), size], [4, 1]);
 * ```
 */
export function mapped(values: unknown, change: (tensor: tf.Tensor) => tf.Tensor): unknown {
  if (values instanceof tf.Tensor) return change(values);
  if (Array.isArray(values)) return values.map((value) => mapped(value, change));
  if (typeof values !== "object" || values === null || Object.getPrototypeOf(values) !== Object.prototype) {
    return values;
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, mapped(value, change)]));
}
