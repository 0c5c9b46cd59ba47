import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { cpu, native, wasm } from "../../mod.ts";
import { crossEntropy } from "../../src/losses/cross_entropy.ts";
import { tf } from "../../src/tf.ts";
import { needLibrary } from "../engines/native/need_library.ts";

Deno.test("crossEntropy() stays finite for huge logits", () => {
  const loss = crossEntropy()(tf.tensor2d([[1e4, 0], [0, 1e4]]), tf.tensor1d([0, 0], "int32")) as tf.Scalar;
  assertEquals(loss.dataSync()[0], 5000);
});

Deno.test("crossEntropy() with smoothing is least where the softmax is the smoothed target", () => {
  const at = (logit: number) =>
    (crossEntropy({ labelSmoothing: 0.2 })(tf.tensor2d([[logit, 0]]), tf.tensor1d([0], "int32")) as tf.Scalar)
      .dataSync()[0]!;
  // Targets 0.9 and 0.1, whose entropy is the least that can be.
  assertAlmostEquals(at(Math.log(9)), -0.9 * Math.log(0.9) - 0.1 * Math.log(0.1), 1e-6);
});

Deno.test("crossEntropy() refuses labels that are not whole numbers by dtype, and other shapes", () => {
  const loss = crossEntropy();
  const text = "Cannot compute the cross-entropy as it needs logits [batch, classes] and int32 labels [batch]: got ";
  assertThrows(() => loss(tf.zeros([2, 3]), tf.zeros([2])), TypeError, `${text}[2, 3] and float32 [2].`);
  assertThrows(() => loss(tf.zeros([2, 3]), tf.zeros([3], "int32")), TypeError, `${text}[2, 3] and int32 [3].`);
});

Deno.test("crossEntropy() refuses a smoothing of 1", () => {
  const error = assertThrows(() => crossEntropy({ labelSmoothing: 1 }), RangeError);
  assertEquals(error.message, "Cannot make crossEntropy as labelSmoothing must be in [0, 1): got 1.");
});

const needed = await needLibrary();
for (const engine of [cpu(), wasm(), native()]) {
  Deno.test({
    name: `crossEntropy() is NaN where a label is no class, on ${engine.name}`,
    ...engine.name === "native" ? needed : {},
    async fn() {
      await engine.open();
      for (const labels of [[0, 2], [0, -1]]) {
        const loss = tf.tidy(() => {
          const loss = crossEntropy()(tf.zeros([2, 2]), tf.tensor1d(labels, "int32")) as tf.Scalar;
          return loss.dataSync()[0];
        });
        assertEquals(loss, NaN);
      }
    },
  });
}
