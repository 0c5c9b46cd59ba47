/** What a tensor that was spread over others gets of a gradient. */
import { tf } from "../../tf.ts";

/**
 * Sums a gradient over the axes along which a tensor was spread.
 *
 * @param dy A gradient.
 * @param shape Of the tensor, which can be spread to that of the gradient.
 * @returns A tensor of that shape; the gradient itself where it has it.
 */
export function spreadBack(dy: tf.Tensor, shape: readonly number[]): tf.Tensor {
  if (tf.util.arraysEqual(dy.shape, shape as number[])) return dy;
  const more = dy.rank - shape.length;
  const axes = [...dy.shape.keys()].filter((axis) => axis < more || dy.shape[axis] !== shape[axis - more]);
  return tf.reshape(tf.sum(dy, axes), [...shape]);
}
