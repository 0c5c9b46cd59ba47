/** Sums of products by Einstein's notation: every operand is spread over all letters, multiplied and summed. */
import { tf } from "../../tf.ts";
import type { Kernels } from "./kernel.ts";

/** The kernel `Einsum`, which tfjs's wasm backend lacks. It has no gradient in tfjs. */
export function einsumKernels(): Kernels {
  return {
    Einsum(inputs, { equation }: { readonly equation: string }) {
      // What they refuse: letters that come twice in a term, and sizes that differ.
      const { decodeEinsumEquation, checkEinsumDimSizes } = tf.backend_util,
        given = Object.values(inputs) as tf.Tensor[];
      const { allDims, idDims } = decodeEinsumEquation(equation, given.length);
      checkEinsumDimSizes(allDims.length, idDims, given);
      const [left = "", right = ""] = equation.replaceAll(" ", "").split("->");
      const terms = left.split(",").map((term) => [...term]);
      const letters = [...right, ...new Set(left.replaceAll(",", "").split("").filter((one) => !right.includes(one)))];
      return tf.tidy(() => {
        // tfjs hands a kernel what it was given, so these are the tensors of the call.
        const spread = given.map((operand, i) => {
          const present = letters.filter((letter) => terms[i]!.includes(letter));
          const sorted = tf.transpose(operand, present.map((letter) => terms[i]!.indexOf(letter)));
          const sizes = new Map(present.map((letter, axis) => [letter, sorted.shape[axis]!]));
          return tf.reshape(sorted, letters.map((letter) => sizes.get(letter) ?? 1));
        });
        const product = spread.reduce((a, b) => tf.mul(a, b));
        if (letters.length === right.length) return product;
        return tf.sum(product, letters.slice(right.length).map((_, i) => right.length + i));
      });
    },
  };
}
