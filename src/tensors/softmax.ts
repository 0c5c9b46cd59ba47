/**
 * Softmax with a gradient of one kernel. tfjs composes that gradient of four; this file gives its `Softmax` the gradient below
 * instead, for every user of `tf.softmax`.
 */
import { tf } from "../tf.ts";
import { type Composition, runGradient } from "./kernel.ts";

/**
 * Shares that add up to 1 along the last axis: e to the x by the sum of those.
 *
 * Engines may register the kernel `SoftmaxGrad` ({dy, y} to [dx], with y the softmax).
 *
 * @param x A tensor of at least one axis.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { softmax } from "./softmax.ts";
 *
 * const slope = tf.grad((x) => tf.sum(tf.mul(softmax(x), [1, 0])));
 * assertEquals(slope(tf.tensor1d([0, 0])).arraySync(), [0.25, -0.25]);
 * ```
 */
export function softmax<T extends tf.Tensor>(x: T): T {
  return tf.softmax(x);
}

const backward: Composition = ({ dy, y }) => {
  const along = tf.mul(dy!, y!);
  return [tf.sub(along, tf.mul(tf.sum(along, -1, true), y!))];
};

tf.registerGradient({
  kernelName: "Softmax",
  outputsToSave: [true],
  gradFunc: (dy, saved) => {
    const [y] = saved;
    return { logits: () => runGradient("SoftmaxGrad", { dy: dy as tf.Tensor, y: y! }, {}, backward)[0]! };
  },
});
