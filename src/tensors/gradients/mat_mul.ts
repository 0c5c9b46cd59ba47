/** The gradient of products of matrices, also where batches of them are spread over each other. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";
import { spreadBack } from "./spread_back.ts";

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Products with the other matrix, summed over the batches that had the same one. */
export const batchMatMul: Gradient = {
  kernelName: "BatchMatMul",
  inputsToSave: ["a", "b"],
  gradFunc: (dy, saved, { transposeA, transposeB }: Attributes) => {
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    return {
      a: () =>
        spreadBack(transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB), a.shape),
      b: () =>
        spreadBack(transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false), b.shape),
    };
  },
};
