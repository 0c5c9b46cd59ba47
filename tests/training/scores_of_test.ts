import { assertEquals, assertRejects } from "@std/assert";
import { accuracy, type AnyMetric, metric, type State, tf } from "../../mod.ts";
import { scoresOf } from "../../src/training/scores_of.ts";

await tf.setBackend("cpu");

const extremes = metric({
  name: "extremes",
  scores: ["least", "most"],
  better: { least: "lower", most: "higher" },
  merge: { seen: "concat" },
  on: "host",
  init: () => ({ seen: tf.tensor1d([]) }),
  update: ({ seen }, prediction: tf.Tensor, _: tf.Tensor) => ({ seen: tf.concat([seen, prediction]) }),
  compute: ({ seen }) => ({ least: Math.min(...seen.data), most: Math.max(...seen.data) }),
});
const twice = metric({
  name: "twice",
  scores: ["one", "two"],
  better: "higher",
  init: () => tf.tensor1d([1, 2], "int32"),
  update: (state, _: tf.Tensor, __: tf.Tensor) => state,
  compute: (state) => tf.mul(state, 2),
});

Deno.test("scoresOf() answers the numbers of metrics of both kinds by their names, and leaves their states", async () => {
  const metrics: AnyMetric<string, never, never>[] = [accuracy(), extremes, twice];
  const states: State[] = [tf.tensor1d([1, 4]), { seen: tf.tensor1d([3, -1, 2]) }, twice.init()];
  const before = tf.memory().numTensors;
  const scores = await scoresOf(metrics, states);
  assertEquals(scores, { accuracy: 25, least: -1, most: 3, one: 2, two: 4 });
  assertEquals(Object.keys(scores), ["accuracy", "least", "most", "one", "two"]);
  assertEquals(tf.memory().numTensors, before);
  assertEquals(await scoresOf([], []), {});
});

Deno.test("scoresOf() refuses a metric that does not give a number for each of its scores", async () => {
  const few = { ...twice, scores: ["one", "two", "three"] as const };
  assertEquals(
    (await assertRejects(() => scoresOf([few], [twice.init()]), TypeError)).message,
    "Cannot judge by twice as it must give a number for each of one, two, three: got 2 numbers.",
  );
  const other = { ...extremes, compute: () => ({ least: 1, worst: 2 }) as never };
  assertEquals(
    (await assertRejects(() => scoresOf([other], [extremes.init()]), TypeError)).message,
    "Cannot judge by extremes as it must give a number for each of least, most: got least, worst.",
  );
  const one = { ...extremes, compute: () => 1 };
  await assertRejects(() => scoresOf([one], [extremes.init()]), TypeError, "got least.");
});
