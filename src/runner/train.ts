/** What `.train()` does. */
import type { Loss } from "../loss.ts";
import { initialize } from "../tensors/weight.ts";
import { loop } from "../training/loop.ts";
import { restoreWeights } from "../training/snapshot.ts";
import type { TrainOptions } from "./call_options.ts";
import { checkChain, checkData } from "./checks.ts";
import { checkpointFolder } from "./default_hooks.ts";
import { lent } from "./origin.ts";
import { load, type Outcome, type Props, run } from "./run.ts";

/**
 * Trains the model of a sentence.
 *
 * @param sentence Its parts.
 * @param options How long, and from where.
 * @throws {TypeError} If the chain is not complete and right, with every reason.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { arrays, cpu, meanSquaredError, mlp, sgd } from "jsr:@raptor/raptor";
 * import { originOf } from "./origin.ts";
 * import { train } from "./train.ts";
 *
 * const data = arrays({ x: [[0], [1]], y: [[0], [2]], batchSize: 2 });
 * const parts = { data, loss: meanSquaredError(), optimizer: sgd({ lr: 0.1 }), engine: cpu(), metrics: [], hooks: [] };
 * const sentence = { origin: originOf(() => mlp({ sizes: [1, 1] })), ...parts, log: false, interrupt: false } as const;
 * assertEquals((await train(sentence, { epochs: 3 })).steps, 3);
 * ```
 */
export async function train<X, P, Y, N extends string>(
  { origin, ...others }: Props,
  options: TrainOptions,
): Promise<Outcome<X, P, N>> {
  return await lent(origin?.toLearn(), async (loan) => {
    const props = { ...others, ...loan && { model: loan.model } };
    const elsewhere = options?.resume || options?.weights;
    const reasons = [loan?.taken, elsewhere ? undefined : loan?.spent];
    checkChain("train", ["model", "data", "loss"], props, options, reasons);
    loan!.take?.();
    const {
      valEvery = options.steps === undefined ? 1 : 1000,
      valBegin = 0,
      resume = false,
      weights = false,
      nonFinite = "stop",
      ...length
    } = options;
    const loaded = await load(weights, checkpointFolder(props), "refuse"), taken = loaded?.snapshot;
    const began = taken === undefined ? loan!.notes ?? [] : [];
    const call = {
      verb: "train",
      options: { ...length, valEvery, ...valBegin > 0 && { valBegin }, nonFinite },
      ...{ notes: began, loaded },
    } as const;
    return await run<X, P, Y, N>(props, call, resume, ({ from, ...opened }) => {
      const { model, seed } = opened;
      checkData("train", props);
      if (from === undefined) {
        if (taken !== undefined) restoreWeights(taken, model);
        else if (loan!.spent !== undefined) checkChain("train", [], props, options, [loan!.spent]);
        else initialize(model, seed);
      }
      const reportEvery = (props.log || {}).interval ?? 10;
      const parts = { loss: props.loss as Loss<P, Y>, optimizer: props.optimizer };
      const how = { ...parts, length, valEvery, valBegin, reportEvery, nonFinite };
      // A resumed run keeps its seed: it is to go on, not to begin.
      return loop<X, P, Y, N>({ ...opened, ...how, ...from && { from, seed: from.progress.seed } });
    }, ({ type }) => {
      if (type === "step") loan!.move?.();
    });
  });
}
