/** The tensors of arrays and objects, such as a batch or the arguments of a step. */
import { tf } from "../tf.ts";

/**
 * Finds all tensors in arrays and objects, each once, in the order in which they lie there.
 *
 * tfjs's own `getTensorsInContainer` takes 20 microseconds for the arguments of a step, a tenth of what a small step takes in
 * all, and goes through typed arrays number by number.
 *
 * @param container A tensor, or an array or object of containers; what is neither holds none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { tensorsIn } from "./tensors_in.ts";
 *
 * const image = tf.zeros([2, 2]), label = tf.scalar(1);
 * assertEquals(tensorsIn([{ x: { image }, y: [label, image], size: 1 }, "no tensor"]), [image, label]);
 * ```
 */
export function tensorsIn(container: unknown): tf.Tensor[] {
  const found = new Set<tf.Tensor>(), seen = new Set<object>();
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
    if (value instanceof tf.Tensor) {
      found.add(value);
      return;
    }
    if (seen.has(value)) return;
    seen.add(value);
    for (const name in value) walk((value as Readonly<Record<string, unknown>>)[name]);
  };
  walk(container);
  return [...found];
}
