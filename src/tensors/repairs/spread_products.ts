/**
 * A repair of tfjs: products of batches of matrices take the matrices of the smaller batch in turns, which is right only
 * where it lacks the first axes. Keys that several heads of an attention share lack one in the middle.
 */
import { tf } from "../../tf.ts";
import { replaceKernel, type Replacement, tensorOf } from "./replace_kernel.ts";

/**
 * Has the kernel `BatchMatMul` of a backend spread batches over each other along any axis.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairSpreadProducts(backendName: string): void {
  replaceKernel("BatchMatMul", backendName, spread);
}

const spread: Replacement = (shipped) => (given) => {
  const a = given.inputs.a as tf.Tensor, b = given.inputs.b as tf.Tensor;
  const [ofA, ofB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(ofA, ofB);
  if (lacksFirst(ofA, outer) && lacksFirst(ofB, outer)) return shipped(given);
  return tf.tidy(() => {
    const [whole, other] = [a, b].map((one) => tf.broadcastTo(one, [...outer, ...one.shape.slice(-2)]));
    return tensorOf(shipped({ ...given, inputs: { a: whole!, b: other! } }));
  });
};

/** Whether a shape is the end of another, with nothing but 1 before it. */
function lacksFirst(shape: readonly number[], outer: readonly number[]): boolean {
  const first = shape.findIndex((size) => size !== 1), own = first < 0 ? [] : shape.slice(first);
  return own.every((size, i) => size === outer[outer.length - own.length + i]);
}
