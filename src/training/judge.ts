/** A judgement without training, which is imported by the first that asks for one. */
import type { Event } from "../hook.ts";
import type { Progress } from "../snapshot.ts";
import type { Judging } from "./plan.ts";

/**
 * Judges a model without training it: the events of `.validate()` and `.test()`.
 *
 * @param plan What to judge, and by what.
 * @param task `val`, or `test`, which takes the validation's batches where the dataset has no others.
 * @param progress Where the weights come from; left out, the model was not trained.
 * @throws {TypeError} If the dataset has no batches to be judged on.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy, cpu, judge, tf } from "jsr:@raptor/raptor";
 *
 * const model = { name: "same", params: {}, forward: (x: tf.Tensor2D) => x };
 * const batch = () => ({ x: tf.tensor2d([[0, 1]]), y: tf.tensor1d([1], "int32"), size: 1 });
 * const data = { name: "one", train: () => [batch()], val: () => [batch()] };
 * const engine = await cpu().open();
 * const plan = { model, data, engine, metrics: [accuracy()], seed: 0, stopped: () => undefined };
 * const said: string[] = [];
 * for await (const event of judge(plan, "val")) said.push(event.type);
 * assertEquals(said, ["start", "val", "scores", "end"]);
 * ```
 */
export async function* judge<X, P, Y, N extends string>(
  plan: Judging<X, P, Y, N>,
  task: "val" | "test",
  progress?: Progress,
): AsyncGenerator<Event<N>, void, void> {
  const { runJudge } = await import("./judge/run_judge.ts");
  yield* runJudge(plan, task, progress);
}
