import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { crossEntropy, cumulativeLink, dense, sequential, tf } from "../../mod.ts";

const predict = { training: false, seed: 0 };
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

Deno.test("cumulativeLink() has the chances of the proportional odds model, which add up to 1 for any score", () => {
  for (const levels of [2, 3, 5]) {
    const layer = cumulativeLink({ levels }), scores = [-3, 0, 0.4, 7];
    layer.params.gaps?.assign(tf.tensor1d(Array.from({ length: levels - 2 }, (_, i) => 0.3 * i - 0.5)));
    const thresholds = [1 - levels / 2];
    for (let i = 0; i < levels - 2; i++) thresholds.push(thresholds.at(-1)! + Math.exp(0.3 * i - 0.5));
    const found = layer.forward(tf.tensor2d(scores, [4, 1]), predict).exp().arraySync() as number[][];
    scores.forEach((score, i) => {
      const atMost = [0, ...thresholds.map((threshold) => sigmoid(threshold - score)), 1];
      found[i]!.forEach((chance, k) => assertAlmostEquals(chance, atMost[k + 1]! - atMost[k]!, 1e-6));
    });
    const far = layer.forward(tf.tensor3d([-200, 200], [1, 2, 1]), predict).dataSync();
    assertEquals([far.length, far.every(Number.isFinite)], [2 * levels, true]);
  }
});

Deno.test("cumulativeLink() under crossEntropy() has the likelihood that scipy finds best for the proportional odds model", () => {
  // The data of golden/make_ordered.py, and what it finds.
  const x = Array.from({ length: 60 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
  const y = x.map(([a, b], i) =>
    Math.min(3, Math.max(0, Math.round(1.5 + 1.2 * a! - 0.7 * b! + 0.8 * Math.sin(7 * i))))
  );
  const kernel = dense({ inputs: 2, units: 1, bias: false }), link = cumulativeLink({ levels: 4 });
  const thresholds = [-3.42433363, -0.05103935, 3.39898569];
  kernel.params.kernel!.assign(tf.tensor2d([[3.6308349], [-1.89555166]]));
  link.params.first!.assign(tf.tensor1d([thresholds[0]!]));
  link.params.gaps!.assign(tf.tensor1d([1, 2].map((k) => Math.log(thresholds[k]! - thresholds[k - 1]!))));
  const graded = sequential(kernel, link), loss = crossEntropy(), target = tf.tensor1d(y, "int32");
  const { value, grads } = tf.variableGrads(() =>
    loss(graded.forward(tf.tensor2d(x), predict) as tf.Tensor2D, target) as tf.Scalar
  );
  assertAlmostEquals(value.dataSync()[0]!, 0.7901614543, 1e-6);
  assertEquals(Object.keys(grads).length, 3);
  for (const gradient of Object.values(grads)) {
    for (const slope of gradient.dataSync()) assertAlmostEquals(slope, 0, 1e-5);
  }
});

Deno.test("cumulativeLink() refuses fewer than two levels, and what is more than one score", () => {
  assertThrows(() => cumulativeLink({ levels: 1 }), RangeError, "levels must be a whole number of at least 2: got 1.");
  const rule = "Cannot run cumulativeLink as it takes [..., 1]: got [2, 3].";
  assertThrows(() => cumulativeLink({ levels: 3 }).forward(tf.zeros([2, 3]), predict), RangeError, rule);
});
