import { assertEquals } from "@std/assert";
import { makeJudgingStep, tf } from "../../mod.ts";
import { judgedPasses } from "../../src/training/judged_passes.ts";
import { validation, withTraining } from "../../src/training/validation.ts";
import { line, meanTarget, points } from "../toy.ts";

await tf.setBackend("cpu");
const plan = { model: line(), metrics: [meanTarget("mean")], stopped: (): string | undefined => undefined };
const at = { epoch: 1, epochs: 2, step: 4, steps: 8, samples: 4, batch: 0, batches: undefined };

Deno.test("validation() tells each batch and where it is, and answers with the scores of all", async () => {
  const passes = judgedPasses(points([1, 3]), "val"), step = makeJudgingStep(plan as never);
  const told = validation(plan, passes as never, "val", at, step as never);
  const places: unknown[] = [];
  let next = await told.next();
  for (; !next.done; next = await told.next()) {
    const { type, task, batch, step } = next.value;
    places.push([type, task, batch, step]);
  }
  assertEquals(places, [["val", "val", 1, 4], ["val", "val", 2, 4]]);
  assertEquals([next.value?.scores, next.value?.batches, next.value?.step], [{ mean: 2 }, 2, 4]);
  const both = withTraining(next.value!, plan.metrics, { mean: 5 });
  assertEquals(both.scores, { "mean": 2, "train/mean": 5 } as never);
  step.release?.();
});
