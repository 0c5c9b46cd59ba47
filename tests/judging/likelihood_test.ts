import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { byLogarithms, requireLikelihood } from "../../src/judging/likelihood.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");
const first = (logs: tf.Tensor2D) => tf.squeeze(tf.slice(logs, [0, 0], [-1, 1]), [1]);

Deno.test("byLogarithms() takes one logit, however large, for the second of two classes", () => {
  const labels = tf.tensor1d([0, 0, 0], "int32");
  const [none, large, small] = (byLogarithms("loss", tf.tensor1d([0, 500, -500]), labels, {}, first) as tf.Tensor)
    .dataSync();
  assertAlmostEquals(none!, -Math.log(2), 1e-6);
  assertEquals([large, small], [-500, 0]);
});

Deno.test("byLogarithms() gives a probability of 0 a finite logarithm, and a label that is no class NaN", () => {
  const labels = tf.tensor1d([0, 2], "int32"), shares = tf.tensor2d([[0, 1], [0, 1]]);
  const judged = (byLogarithms("loss", shares, labels, { probabilities: true }, first) as tf.Tensor).dataSync();
  assertAlmostEquals(judged[0]!, -23 * Math.log(2), 1e-4);
  assertEquals(judged[1], NaN);
});

Deno.test("requireLikelihood() refuses options out of their range", () => {
  requireLikelihood("brier", {});
  assertThrows(
    () => requireLikelihood("brier", { probabilities: 1 as never }),
    RangeError,
    "Cannot make brier as probabilities",
  );
  assertThrows(
    () => requireLikelihood("brier", { ignoreIndex: NaN }),
    RangeError,
    "ignoreIndex must be a whole number",
  );
});
