import { assert, assertEquals, assertThrows } from "@std/assert";
import { averagePrecision } from "../../src/metrics/average_precision.ts";
import { f1 } from "../../src/metrics/precision_recall.ts";
import { metric } from "../../src/metrics/metric.ts";
import { scoresOf } from "../../src/training/scores_of.ts";
import { tf } from "../../src/tf.ts";

const parts = {
  name: "own",
  better: "higher",
  init: () => tf.scalar(0),
  update: (state: tf.Tensor, _prediction: tf.Tensor, _target: tf.Tensor) => state,
  compute: (state: tf.Tensor) => state as tf.Scalar,
} as const;

Deno.test("metric() freezes a copy and keeps the literal type of its name", () => {
  const made = metric(parts);
  const name: "own" = made.name;
  assertEquals(name, "own");
  assert(Object.isFrozen(made) && !Object.isFrozen(parts));
});

Deno.test("metric() refuses parts that are missing or of another kind", () => {
  const cases = [
    [{ name: "" }, 'name must be a word: got "".'],
    [{ better: "larger" }, 'better must be "higher" or "lower": got larger.'],
    [{ update: undefined }, "update must be a function: got undefined."],
    [{ scores: [] }, "scores must be words, each another one: got []."],
    [{ scores: ["a", "a"] }, 'scores must be words, each another one: got ["a","a"].'],
    [{ scores: ["a", "b"], better: { a: "higher" } }, 'better of b must be "higher" or "lower": got undefined.'],
    [{ merge: "max" }, 'merge must be "sum" or "concat": got max.'],
    [{ on: "server" }, 'on must be "device" or "host": got server.'],
  ] as const;
  for (const [wrong, text] of cases) {
    const error = assertThrows(() => metric({ ...parts, ...wrong } as unknown as typeof parts), TypeError);
    assertEquals(error.message, `Cannot make a metric as ${text}`);
  }
});

Deno.test("a metric whose scores are computed on the host refuses tensors by a sentence, and takes what was read", async () => {
  const metric = f1({ classes: 2 });
  const state = metric.update(metric.init(), tf.tensor2d([[1, 0], [0, 1]]), tf.tensor1d([0, 1], "int32"));
  const error = assertThrows(() => metric.compute(state as never), TypeError);
  assertEquals(
    error.message,
    "Cannot compute f1 as its state must be read from the device: got tensors. Write await scoresOf([metric], [state]).",
  );
  assertEquals(await scoresOf([metric], [state]), { f1: 100 });
  const rows = averagePrecision(), one = rows.update(rows.init(), tf.tensor1d([2, -1]), tf.tensor1d([1, 0], "int32"));
  assertEquals(await scoresOf([rows], [one]), { averagePrecision: 1 });
});

Deno.test("metric() keeps the literal types of several scores, and of a record of tensors", () => {
  const made = metric({
    name: "errors",
    scores: ["worst", "sum"],
    better: { worst: "lower", sum: "lower" },
    init: () => ({ worst: tf.scalar(0), sum: tf.zeros([]) }),
    update: ({ worst, sum }, prediction: tf.Tensor, _: tf.Tensor) => ({
      worst: tf.maximum(worst, prediction),
      sum: tf.add(sum, prediction),
    }),
    compute: ({ worst, sum }) => tf.stack([worst, sum]),
  });
  const names: readonly ("worst" | "sum")[] = made.scores!;
  assertEquals(names, ["worst", "sum"]);
  const { worst } = made.update(made.init(), tf.scalar(2), tf.scalar(0));
  assertEquals(worst.dataSync()[0], 2);
  // @ts-expect-error there is no such tensor in its state
  made.init().best;
});
