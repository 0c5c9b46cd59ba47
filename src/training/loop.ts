/** The training loop, which is imported by the first that trains. */
import type { Event } from "../hook.ts";
import type { Plan } from "./plan.ts";

/**
 * Trains a model, and yields what happens as it goes. Whoever reads it may end it early by answering `plan.stopped`.
 *
 * @param plan What to train, and how.
 * @throws {RangeError} If an epoch has no batches, or a loss or a gradient is not finite and such steps are not left out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cpu, crossEntropy, initialize, loop, mlp, sgd, tf } from "jsr:@raptor/raptor";
 *
 * const engine = await cpu().open();
 * const model = mlp({ sizes: [2, 2] });
 * initialize(model);
 * const data = {
 *   name: "two",
 *   *train() {
 *     yield { x: tf.tensor2d([[0, 1], [1, 0]]), y: tf.tensor1d([0, 1], "int32"), size: 2 };
 *   },
 * };
 * const plan = {
 *   ...{ model, data, engine, loss: crossEntropy(), optimizer: sgd({ lr: 0.1 }), metrics: [], seed: 0 },
 *   ...{ length: { epochs: 1 }, valEvery: 1, reportEvery: 1, stopped: () => undefined },
 * };
 * const said: string[] = [];
 * for await (const event of loop(plan)) said.push(event.type);
 * assertEquals(said, ["start", "step", "report", "epoch", "end"]);
 * ```
 */
export async function* loop<X, P, Y, N extends string>(plan: Plan<X, P, Y, N>): AsyncGenerator<Event<N>, void, void> {
  const { runLoop } = await import("./loop/run_loop.ts");
  yield* runLoop(plan);
}
