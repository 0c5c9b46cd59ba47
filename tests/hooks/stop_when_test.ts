import { assertEquals } from "@std/assert";
import { type ScoresEvent, stopWhen } from "../../mod.ts";

function judged(score: number, better: "higher" | "lower"): ScoresEvent<"score"> {
  const progress = { step: 0, epoch: 1, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
  return {
    ...{
      type: "scores",
      task: "val",
      epoch: 1,
      epochs: 1,
      step: 1,
      steps: 1,
      batch: 1,
      batches: 1,
      time: 0,
      dataTime: 0,
    },
    ...{ scores: { score }, better: { score: better }, progress, snapshot: () => Promise.reject() },
  };
}

Deno.test("stopWhen() stops in the direction in which the score is better", async () => {
  assertEquals(await stopWhen("score", 90)(judged(89.9, "higher")), undefined);
  assertEquals(await stopWhen("score", 90)(judged(90, "higher")), { stop: "score reached 90.0000" });
  assertEquals(await stopWhen("score", 0.5)(judged(0.6, "lower")), undefined);
  assertEquals(await stopWhen("score", 0.5)(judged(0.5, "lower")), { stop: "score reached 0.5000" });
});
