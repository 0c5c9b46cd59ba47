/** Every metric gives the same score for one batch and for two halves, and it is the one worked out by hand. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { wasm } from "../../src/engines/wasm.ts";
import type { Metric } from "../../src/metric.ts";
import { accuracy } from "../../src/metrics/accuracy.ts";
import { mae } from "../../src/metrics/mae.ts";
import { mean } from "../../src/metrics/mean.ts";
import { metric } from "../../src/metrics/metric.ts";
import { f1, precision, recall } from "../../src/metrics/precision_recall.ts";
import { topK } from "../../src/metrics/top_k.ts";
import { tf } from "../../src/tf.ts";

// Answers 0 0 0 3 1 2, of which the first, fourth and last are right; the others are the second, third and second best.
const LOGITS = [[4, 3, 2, 1], [4, 3, 2, 1], [4, 3, 2, 1], [1, 2, 3, 4], [1, 4, 2, 3], [0, 1, 9, 3]];
const LABELS = [0, 1, 2, 3, 3, 2];

const square = (logits: tf.Tensor2D) => tf.square(tf.sum(logits, -1));
const TABLE: readonly (readonly [Metric<string, tf.Tensor2D, tf.Tensor1D>, score: number])[] = [
  [accuracy(), 50],
  [topK(1), 50],
  [topK(2), 500 / 6],
  [topK(3), 100],
  // Right answers 1 0 1 1; answers 3 1 1 1; examples 1 1 2 2.
  [precision({ classes: 4 }), 100 * (1 / 3 + 0 + 1 + 1) / 4],
  [recall({ classes: 4 }), 100 * (1 + 0 + 1 / 2 + 1 / 2) / 4],
  [f1({ classes: 4 }), 100 * (2 / 4 + 0 + 2 / 3 + 2 / 3) / 4],
  // Sums of rows 10 10 10 10 10 13.
  [mean("square", square, { better: "lower" }), (500 + 169) / 6],
  [mean("small", (logits: tf.Tensor2D) => tf.less(logits, 3.5), { better: "higher", scale: 10 }), 10 * 18 / 24],
  [
    metric({
      name: "largest",
      better: "higher",
      init: () => tf.scalar(-Infinity),
      update: (state, logits: tf.Tensor2D, _: tf.Tensor1D) => tf.maximum(state, tf.max(logits)),
      compute: (state) => tf.clone(state) as tf.Scalar,
    }),
    9,
  ],
];

/** Judges by batches of the given sizes, each in a tidy of its own as `evaluate` does. */
function judge<P extends tf.Tensor, Y extends tf.Tensor>(
  { init, update, compute }: Metric<string, P, Y>,
  prediction: () => P,
  target: () => Y,
  sizes: readonly number[],
): number {
  let state = tf.tidy(init), from = 0;
  for (const size of sizes) {
    const next = tf.tidy(() =>
      update(state, tf.slice(prediction(), from, size) as P, tf.slice(target(), from, size) as Y)
    );
    state.dispose();
    state = next;
    from += size;
  }
  const score = tf.tidy(() => compute(state).dataSync()[0]!);
  state.dispose();
  return score;
}

for (const engine of [cpu(), wasm()]) {
  for (const [metric, score] of TABLE) {
    Deno.test(`${metric.name} is the same for one batch and for parts, and leaves no tensors, on ${engine.name}`, async () => {
      await engine.open();
      const before = tf.memory().numTensors;
      for (const sizes of [[6], [3, 3], [1, 4, 1]]) {
        const got = judge(metric, () => tf.tensor2d(LOGITS), () => tf.tensor1d(LABELS, "int32"), sizes);
        assertAlmostEquals(got, score, 1e-5 * Math.abs(score), `batches of ${sizes}`);
      }
      assertEquals(tf.memory().numTensors, before);
      assert(Object.isFrozen(metric));
    });
  }

  Deno.test(`mae is the same for one batch and for parts on ${engine.name}`, async () => {
    await engine.open();
    const [p, y] = [[[1, 2], [3, 4], [5, 6], [7, 8]], [[1, 3], [0, 4], [5, 7], [9, 8]]];
    for (const sizes of [[4], [2, 2], [3, 1]]) {
      assertEquals(judge(mae(), () => tf.tensor2d(p), () => tf.tensor2d(y), sizes), 7 / 8);
    }
  });
}
