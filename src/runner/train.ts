/** What `.train()` does. */
import type { Loss } from "../loss.ts";
import { judgedPasses } from "../training/judged_passes.ts";
import type { Length } from "../training/timetable.ts";
import { runLoop } from "../training/loop/run_loop.ts";
import { sharing } from "../training/shares.ts";
import { restoreWeights } from "../training/snapshot.ts";
import type { TrainOptions } from "./call_options.ts";
import { checkChain, checkData } from "./checks.ts";
import { checkpointFolder } from "./default_hooks.ts";
import { dryRun } from "./dry_run.ts";
import { judgedBy } from "./judged_by.ts";
import { lent } from "./origin.ts";
import { taking } from "./passes.ts";
import { grantedVariable } from "../options/granted_variable.ts";
import { byFirst, ranksOf } from "./ranks.ts";
import { isNewest } from "./ranks/handed.ts";
import { fasterBy, largerBatches } from "./ranks/scaled_by.ts";
import { load, type Outcome, type Props, run } from "./run.ts";
import { scaled } from "./scaled.ts";
import { settle } from "./settle.ts";

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
  { origin, ...given }: Props,
  options: TrainOptions,
): Promise<Outcome<X, P, N>> {
  const ranks = await ranksOf(given.ranks);
  // Nobody is waited for between asking for a model and taking it, so that no other run takes it meanwhile.
  return await lent(origin?.toLearn(), async (loan) => {
    // A run that is resumed has the seed of its checkpoint, which is known once that is read.
    let seed = 0;
    const others = judgedBy(given), judged = others.metrics.length > 0;
    const times = ranks !== undefined && given.ranks?.scale === true ? ranks.group.size : 1;
    const own = times > 1 && typeof given.data?.train === "function" ? largerBatches(given.data, times) : given.data;
    const whole = ranks && typeof own?.train === "function" ? sharing(own) : own;
    const data = typeof whole?.train === "function"
      ? taking(whole, options ?? {}, { seedOf: () => seed, judged })
      : whole;
    const props = { ...others, ...data && { data }, ...loan && { model: loan.model } };
    const elsewhere = (options?.resume ?? goesOn(given)) || options?.weights;
    const reasons = [loan?.taken, elsewhere ? undefined : loan?.spent];
    const needs = ["model", "data", ...props.step === undefined ? ["loss"] as const : []] as const;
    checkChain("train", needs, props, options, reasons);
    loan!.take?.();
    const { valEvery = options.steps === undefined ? 1 : 1000, valBegin = 0, resume = goesOn(given), weights = false } =
      options;
    const { nonFinite = "stop", dryRun: tries, batchesPerEpoch, limit, overfit } = options;
    const length = lengthOf(options), folder = checkpointFolder(props);
    const loaded = await byFirst(ranks, () => load(weights, folder, "refuse"), isNewest), taken = loaded?.snapshot;
    const began = taken === undefined ? loan!.notes ?? [] : [];
    const told = { ...length, valEvery, ...valBegin > 0 && { valBegin }, batchesPerEpoch, limit, overfit, nonFinite };
    const call = { verb: "train", options: told, notes: began, loaded } as const;
    return await run<X, P, Y, N>(props, call, resume, async ({ from, reports, recent, note, ...opened }) => {
      const { model } = opened;
      seed = from?.progress.seed ?? opened.seed;
      checkData("train", props);
      if (from === undefined) {
        if (taken !== undefined) restoreWeights(taken, model);
        else if (loan!.spent !== undefined) checkChain("train", [], props, options, [loan!.spent]);
        else for (const line of await settle(loan!, undefined, seed)) note(line);
      }
      const reportEvery = reports.length > 0 ? reports : [10];
      const learning = { ...props.loss && { loss: props.loss as Loss<P, Y> }, ...props.step && { step: props.step } };
      const optimizer = scaled(opened.engine, props.optimizer, note);
      const parts = { ...learning, optimizer: times === 1 ? optimizer : fasterBy(optimizer, times) };
      const tallied = props.judging?.train === true;
      const how = { ...parts, length, valEvery, valBegin, reportEvery, recent, nonFinite, ...tallied && { tallied } };
      return runLoop<X, P, Y, N>({ ...opened, ...how, seed, ...from && { from } });
    }, ({ type }) => {
      if (type === "step") loan!.move?.();
    }, (plan) => {
      if (tries === false) return [];
      const sets = judged ? judgedPasses(plan.data, "val") : [];
      const into = props.checkpoint === false ? undefined : folder;
      return [dryRun({ plan, sets, folder: into, always: tries === true, seconds: secondsOf(length) })];
    });
  });
}

function lengthOf({ epochs, steps, samples, minutes }: TrainOptions): Length {
  const units = Object.entries({ epochs, steps, samples, minutes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(units) as Length;
}

/** Of a run of minutes alone: what else it counts in may be done before. */
function secondsOf({ epochs, steps, samples, minutes }: Length): number | undefined {
  return (epochs ?? steps ?? samples) === undefined ? minutes! * 60 : undefined;
}

/** Whether somebody who starts a run again has said so, as `cli.ts launch --elastic` does. */
function goesOn(given: Parameters<typeof checkpointFolder>[0]): boolean {
  return grantedVariable("RAPTOR_RESUME") === "1" && checkpointFolder(given) !== undefined;
}
