import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import {
  arrays,
  cpu,
  earlyStopping,
  type Event,
  meanSquaredError,
  metric,
  mlp,
  runner,
  type ScoresEvent,
  sgd,
  tf,
} from "../../mod.ts";
import type { EarlyStoppingOptions } from "../../mod.ts";
import { startEvent } from "./start_event.ts";

type Better = "higher" | "lower";

function judged(score: number, better: Better, marks: number[] = []): ScoresEvent<"score"> {
  const progress = { step: 0, epoch: 1, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
  const at = { epoch: 1, epochs: 1, step: 1, steps: 1, batch: 1, batches: 1, time: 0, dataTime: 0 };
  return {
    ...{ type: "scores", task: "val", ...at, scores: { score }, better: { score: better }, progress },
    ...{ snapshot: () => Promise.reject(), mark: () => void marks.push(score) },
  };
}

/** How many validations there are until it stops, and why it does. */
async function run(scores: readonly number[], options: EarlyStoppingOptions, better: Better = "higher") {
  const marks: number[] = [], hook = earlyStopping("score", options);
  for (const [i, score] of scores.entries()) {
    const answer = await hook(judged(score, better, marks));
    if (answer) return { after: i + 1, why: answer.stop, marks };
  }
  return { after: undefined, why: undefined, marks };
}

Deno.test("earlyStopping() stops a constant score at the third validation where its patience is 2, as MMEngine does", async () => {
  const text = "score has not become better for 2 validations: its best is 70.0000";
  assertEquals(await run([70, 70, 70, 70], { patience: 2 }), { after: 3, why: text, marks: [] });
});

Deno.test("earlyStopping() waits anew after each better score, in the direction in which it is better", async () => {
  assertEquals((await run([1, 2, 2, 3, 3, 3], { patience: 2 })).after, 6);
  assertEquals((await run([3, 2, 2, 1, 1, 1], { patience: 2 }, "lower")).after, 6);
  assertEquals((await run([1, 2, 3], { patience: 2 }, "lower")).after, 3);
});

Deno.test("earlyStopping() takes a score for better that is so by more than minDelta of the best", async () => {
  assertEquals((await run([70, 70.4, 70.8, 71.2], { patience: 2, minDelta: 0.5 })).after, undefined);
  assertEquals((await run([70, 70.4, 70.5], { patience: 2, minDelta: 0.5 })).after, 3);
});

Deno.test("earlyStopping() stops at once at its threshold, at divergence and at what is not finite", async () => {
  assertEquals((await run([50, 95], { threshold: 95 })).why, "score reached 95.0000");
  assertEquals((await run([3, 0.5], { threshold: 0.5 }, "lower")).after, 2);
  assertMatch((await run([3, 80], { divergence: 80 }, "lower")).why!, /^score is 80.0000, as bad as 80 or worse/);
  assertEquals((await run([3, NaN], {})).why, "score must be finite: got NaN");
  assertEquals((await run([Infinity], {})).why, "score must be finite: got Infinity");
});

Deno.test("earlyStopping() counts what is not finite as no better where checkFinite is false", async () => {
  assertEquals((await run([NaN, NaN, 1, NaN], { checkFinite: false, patience: 3 })).after, undefined);
  assertEquals((await run([1, NaN, NaN], { checkFinite: false, patience: 2 })).after, 3);
});

Deno.test("earlyStopping() has the loop mark each better score where restoreBest is set", async () => {
  assertEquals((await run([1, 3, 2, 4], { restoreBest: true })).marks, [1, 3, 4]);
});

Deno.test("earlyStopping() goes on with its state, and begins anew for a second run", async () => {
  const first = earlyStopping("score", { patience: 2 });
  for (const score of [5, 4]) await first(judged(score, "higher"));
  assertEquals(first.state(), { best: 5, waited: 1 });
  const second = earlyStopping("score", { patience: 2 });
  second.restore(first.state());
  const start = startEvent();
  await second(start as Event<"score">);
  assertEquals((await second(judged(5, "higher")))?.stop?.startsWith("score has not become better"), true);
  await second(start as Event<"score">);
  assertEquals(second.state(), { best: null, waited: 0 });
});

Deno.test("earlyStopping() refuses values out of their range", () => {
  assertThrows(
    () => earlyStopping("score", { patience: 0 }),
    RangeError,
    "patience must be a whole number of at least 1: got 0",
  );
  assertThrows(
    () => earlyStopping("score", { minDelta: -1 }),
    RangeError,
    "minDelta must be a finite number of at least 0",
  );
  assertThrows(
    () => earlyStopping("score", { threshold: NaN }),
    RangeError,
    "threshold must be a finite number: got NaN",
  );
});

/** How far the slope is from a target that it passes: better until then, and worse afterwards. */
const distance = (target: number) =>
  metric({
    ...{ name: "distance", better: "lower" as const, init: () => tf.zeros([1]) },
    update: (_: tf.Tensor, prediction: tf.Tensor2D) => tf.abs(tf.sub(tf.mean(prediction), target)).reshape([1]),
    compute: (state: tf.Tensor) => tf.sum(state) as tf.Scalar,
  });

function passing() {
  return runner({ log: false, interrupt: false })
    .model(() => mlp({ sizes: [1, 1] }))
    .data(arrays({ x: [[1], [1]], y: [[10], [10]], valX: [[1]], valY: [[0]], batchSize: 2 }))
    .loss(meanSquaredError())
    .evaluator(distance(5))
    .optimizer(sgd({ lr: 0.05 }))
    .engine(cpu());
}

Deno.test("earlyStopping() hands back the weights of the best score, stopped or not", async () => {
  for (const [patience, epochs] of [[2, 50], [50, 12]] as const) {
    const distances: number[] = [];
    const { model, stopped } = await passing()
      .hook(earlyStopping("distance", { patience, restoreBest: true }))
      .hook((event) => void (event.type === "scores" && distances.push(event.scores.distance)))
      .train({ epochs });
    assertEquals(stopped === undefined, patience === 50);
    const best = Math.min(...distances);
    assertEquals(distances.at(-1)! > best, true, "the run must have gone past its best");
    const at = tf.tidy(() =>
      Math.abs(
        (model.forward(tf.tensor2d([[1]]) as never, { training: false, seed: 0 }) as tf.Tensor).dataSync()[0]! - 5,
      )
    );
    assertEquals(at, best);
    tf.dispose(model.params as never);
  }
});

for (const cut of [1, 3, 5]) {
  Deno.test(`earlyStopping() ends a run cut after ${cut} epochs and resumed as one that was not cut`, async () => {
    const workDir = await Deno.makeTempDir();
    const hook = () => earlyStopping("distance", { patience: 3, restoreBest: true });
    const weights = async (model: { readonly params: Readonly<Record<string, tf.Variable>> }) =>
      await Promise.all(Object.values(model.params).map(async (weight) => [...await weight.data()]));
    const whole = await passing().hook(hook()).train({ epochs: 50 });
    const chain = () =>
      runner({ workDir, log: { write: () => {} }, interrupt: false })
        .model(() => mlp({ sizes: [1, 1] }))
        .data(arrays({ x: [[1], [1]], y: [[10], [10]], valX: [[1]], valY: [[0]], batchSize: 2 }))
        .loss(meanSquaredError())
        .evaluator(distance(5))
        .optimizer(sgd({ lr: 0.05 }))
        .engine(cpu())
        .hook(hook());
    let judgements = 0;
    await chain().hook((event) => {
      if (event.type === "scores" && ++judgements === cut) return { stop: "cut" };
    }).train({ epochs: 50 });
    assertEquals(judgements, cut, "the run must have been cut before it ended");
    const resumed = await chain().train({ epochs: 50, resume: true });
    assertEquals([resumed.steps, resumed.stopped], [whole.steps, whole.stopped]);
    assertEquals(await weights(resumed.model), await weights(whole.model));
    await Deno.remove(workDir, { recursive: true });
  });
}

Deno.test("earlyStopping() with a mistyped score is refused before the run starts", async () => {
  const chain = passing().hook(earlyStopping("distanse" as never));
  await assertRejects(
    () => chain.train({ epochs: 1 }),
    TypeError,
    "the hook earlyStopping needs the score distanse: got distance",
  );
});
