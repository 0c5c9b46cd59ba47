/**
 * Repairs of tfjs's products. Sums of products, put together of steps, are wrong where a letter is summed over that one
 * operand alone has. Products of batches of matrices take the matrices of the smaller batch in turns, which is right
 * only where it lacks the first axes: keys that several heads of an attention share lack one in the middle.
 */
import { tf } from "../../tf.ts";
import { replaceKernel, type Replacement, tensorOf } from "./replace_kernel.ts";

/**
 * Has the kernel `Einsum` of a backend sum over letters that one operand alone has.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairEinsum(backendName: string): void {
  replaceKernel("Einsum", backendName, summed);
}

const summed: Replacement = (shipped) => (given) => {
  const { equation } = given.attrs as unknown as { readonly equation: string };
  const [left, right] = termsOf(equation);
  const isAlone = (letter: string) =>
    !right.includes(letter) && left.filter((term) => term.includes(letter)).length === 1;
  if (left.length === 1 || !left.flat().some(isAlone)) return shipped(given);
  return einsumBySpreading(Object.values(given.inputs) as tf.Tensor[], equation);
};

/** Every operand is spread over all letters, multiplied and summed. */
export function einsumBySpreading(given: readonly tf.Tensor[], equation: string): tf.Tensor {
  // What they refuse: letters that come twice in a term, and sizes that differ.
  const { decodeEinsumEquation, checkEinsumDimSizes } = tf.backend_util;
  const { allDims, idDims } = decodeEinsumEquation(equation, given.length);
  checkEinsumDimSizes(allDims.length, idDims, [...given]);
  const [left, right] = termsOf(equation), letters = [...new Set([...right, ...left.flat()])];
  return tf.tidy(() => {
    // tfjs hands a kernel what it was given, so these are the tensors of the call.
    const spread = given.map((operand, i) => {
      const present = letters.filter((letter) => left[i]!.includes(letter));
      const sorted = tf.transpose(operand, present.map((letter) => left[i]!.indexOf(letter)));
      const sizes = new Map(present.map((letter, axis) => [letter, sorted.shape[axis]!]));
      return tf.reshape(sorted, letters.map((letter) => sizes.get(letter) ?? 1));
    });
    const product = spread.reduce((a, b) => tf.mul(a, b));
    if (letters.length === right.length) return product;
    return tf.sum(product, letters.slice(right.length).map((_, i) => right.length + i));
  });
}

/** The letters of each operand, and those of the result. */
function termsOf(equation: string): [string[][], string[]] {
  const [left = "", right = ""] = equation.replaceAll(" ", "").split("->");
  return [left.split(",").map((term) => [...term]), [...right]];
}

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
