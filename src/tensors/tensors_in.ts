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
  const found = new Set<tf.Tensor>();
  walk(container, found, []);
  return [...found];
}

/** @param within What the value lies in, so that what lies in itself has an end. */
function walk(value: unknown, found: Set<tf.Tensor>, within: object[]): void {
  if (typeof value !== "object" || value === null) return;
  if (value instanceof tf.Tensor) {
    found.add(value);
    return;
  }
  if (ArrayBuffer.isView(value) || within.includes(value)) return;
  within.push(value);
  if (Array.isArray(value)) { for (let i = 0; i < value.length; i++) walk(value[i], found, within); }
  else for (const name in value) walk((value as Readonly<Record<string, unknown>>)[name], found, within);
  within.pop();
}
