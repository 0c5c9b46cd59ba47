/**
 * The rectifier with a gradient of one kernel. tfjs composes that gradient of three (step, cast, multiply); this file
 * gives its `Relu` the gradient below instead, for every user of `tf.relu`.
 */
import { tf } from "../tf.ts";
import { type Composition, runGradient } from "./kernel.ts";

/**
 * max(x, 0), element by element.
 *
 * Engines may register the kernel `ReluGrad` ({dy, y} to [dx], with y the rectifier's output).
 *
 * @param x A tensor of any shape.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { relu } from "./relu.ts";
 *
 * assertEquals(tf.grad((x) => tf.sum(relu(x)))(tf.tensor1d([-1, 2])).arraySync(), [0, 1]);
 * ```
 */
export function relu<T extends tf.Tensor>(x: T): T {
  return tf.relu(x);
}

const backward: Composition = ({ dy, y }) => [tf.mul(dy!, tf.step(y!))];

tf.registerGradient({
  kernelName: "Relu",
  outputsToSave: [true],
  gradFunc: (dy, saved) => {
    const [y] = saved;
    return { x: () => runGradient("ReluGrad", { dy: dy as tf.Tensor, y: y! }, {}, backward)[0]! };
  },
});
