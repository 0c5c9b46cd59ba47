/** Scaled dot-product attention: what each place of a sequence takes from the others. */
import { softmax } from "./softmax.ts";
import { tf } from "../tf.ts";

/** How places attend to each other. */
export interface AttentionOptions {
  /** Whether a place sees only itself and those before it. Default false. */
  readonly causal?: boolean;
  /** What becomes of the shares before the values are mixed, such as dropout. Default nothing. */
  readonly dropping?: (shares: tf.Tensor4D) => tf.Tensor4D;
}

/**
 * softmax(q · kᵀ / sqrt(size)) · v (Vaswani et al., 2017), as PyTorch's `scaled_dot_product_attention`.
 *
 * @param q What each place asks for, [batch, heads, places, size].
 * @param k What each place answers to, of the same shape.
 * @param v What each place gives, of the same shape.
 * @returns What each place gets, of the shape of `v`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { attend } from "./attention.ts";
 *
 * const [same, v] = [tf.zeros([1, 1, 2, 1]) as tf.Tensor4D, tf.tensor4d([2, 4], [1, 1, 2, 1])];
 * assertEquals([...attend(same, same, v).dataSync()], [3, 3]);
 * assertEquals([...attend(same, same, v, { causal: true }).dataSync()], [2, 3]);
 * ```
 */
export function attend(
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  { causal = false, dropping = (shares) => shares }: AttentionOptions = {},
): tf.Tensor4D {
  // The queries are scaled and not the scores, which are more where sequences are longer than a head is wide.
  const scores = tf.matMul(tf.mul(q, 1 / Math.sqrt(q.shape[3])), k, false, true) as tf.Tensor4D;
  const seen = causal ? tf.add(scores, hidden(q.shape[2])) as tf.Tensor4D : scores;
  return tf.matMul(dropping(softmax(seen)), v) as tf.Tensor4D;
}

/** [places, places]: 0 where a place may look, and a number of which e to the power is 0 where it would look ahead. */
function hidden(places: number): tf.Tensor2D {
  const column = tf.range(0, places, 1, "int32"), row = tf.reshape(column, [places, 1]);
  return tf.mul(tf.cast(tf.greater(column, row), "float32"), -1e9);
}
