/** What types cannot judge about a chain, judged before any work: every reason at once. */
import { asGiven } from "../options/odd_option.ts";
import type { Dataset } from "../dataset.ts";
import { allScoreNames, TAKEN } from "../options/score_names.ts";
import { unknownScore } from "./check_hooks.ts";
import { oddJudging } from "./judged_by.ts";
import { type Calling, oddities } from "./odd_call.ts";
import type { Props } from "./run.ts";

/** What a part must be able to do, by the call that names it. */
const ABILITIES = { model: "forward", data: "train", optimizer: "update", engine: "open" } as const;

/**
 * Refuses a chain that cannot run.
 *
 * @param call What the chain ends in.
 * @param needs The parts it cannot do without.
 * @param chain Its parts.
 * @param options Of the call, as they were given.
 * @param others Further reasons, such as a model gives.
 * @throws {TypeError} With all reasons, one a line.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { cpu, sgd } from "jsr:@raptor/raptor";
 * import { checkChain } from "./checks.ts";
 *
 * const chain = { metrics: [], hooks: [], optimizer: sgd({ lr: 0.1 }), engine: cpu() };
 * assertThrows(() => checkChain("train", ["model"], chain, { epochs: 1 }), TypeError, "call .model() before .train()");
 * ```
 */
export function checkChain(
  call: Calling,
  needs: readonly ("model" | "data" | "loss" | "evaluator")[],
  chain: Props,
  options: unknown,
  others: readonly (string | undefined)[] = [],
): void {
  const { metrics, seed = 0, checkpoint, model, data } = chain;
  const { best = [] } = checkpoint || {};
  const isMissing = (part: typeof needs[number]) =>
    part === "evaluator" ? metrics.length === 0 : chain[part] === undefined;
  const reasons = needs.filter(isMissing).map((part) => `call .${part}() before .${call}()`);
  reasons.push(...misfits(chain));
  const tallied = call === "train" && chain.judging?.train === true;
  const names = allScoreNames(metrics.filter((metric) => metric !== undefined), data?.sets, true, tallied);
  const twice = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  for (const name of twice) reasons.push(`each score needs a name of its own: got ${name} twice`);
  for (const name of TAKEN) {
    if (names.includes(name)) reasons.push(`the logs call something of their own ${name}: got a score of that name`);
  }
  for (const name of [best].flat()) {
    if (names.includes(name)) continue;
    reasons.push(`checkpoint.best needs the ${unknownScore(name, names)}`);
  }
  // Before the data is fetched; whether the run is judged at all is known later.
  for (const { name, needs } of chain.hooks.filter((hook) => typeof hook === "function")) {
    for (const score of needs?.scores ?? []) {
      if (!names.includes(score)) {
        reasons.push(`the hook ${name || "without a name"} needs the ${unknownScore(score, names)}`);
      }
    }
  }
  if (call === "train" && checkpoint && checkpoint.dir === undefined && chain.workDir === undefined) {
    reasons.push("checkpoints need a folder: got runner() with checkpoint options and no workDir");
  }
  if (seed !== "random" && (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)) {
    reasons.push(`seed must be "random" or a whole number from 0 to 4294967295: got ${asGiven(seed)}`);
  }
  reasons.push(...oddities(call, options), ...oddJudging(chain.judging, call === "train" ? chain.step : undefined));
  if (
    call === "train" && typeof model?.forward === "function" &&
    !Object.values(model.params).some(({ trainable }) => trainable)
  ) {
    reasons.push(`the model must have a trainable weight: got ${model.name} without one`);
  }
  // Which passes there are is sure once the dataset is open.
  if (typeof data?.train === "function" && data.open === undefined) reasons.push(...partial(call, chain, data));
  refuse(call, [...reasons, ...others.filter((reason) => reason !== undefined)]);
}

/**
 * Refuses a dataset, now that it is open, whose passes do not fit the rest of the chain: validation data and an evaluator
 * come together.
 *
 * @param call What the chain ends in.
 * @param chain Its parts.
 * @throws {TypeError} With all reasons, one a line.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { accuracy, cpu, sgd } from "jsr:@raptor/raptor";
 * import { checkData } from "./checks.ts";
 *
 * const data = { name: "numbers", train: () => [] };
 * const chain = { data, metrics: [accuracy()], hooks: [], optimizer: sgd({ lr: 0.1 }), engine: cpu() };
 * assertThrows(() => checkData("train", chain), TypeError, "an evaluator needs validation data: got numbers without");
 * ```
 */
export function checkData(call: Calling, chain: Props): void {
  if (chain.data !== undefined) refuse(call, partial(call, chain, chain.data));
}

function partial(
  call: Calling,
  { metrics, checkpoint, judging }: Props,
  data: Dataset<unknown, unknown, never>,
): string[] {
  // A range test learns and judges nothing.
  if (call === "findLr") return [];
  const names = metrics.map(({ name }) => name).join(", "), best = [(checkpoint || {}).best ?? []].flat();
  if (call === "validate" || call === "test") {
    if ((data.val ?? data.sets) !== undefined || (call === "test" && data.test !== undefined)) return [];
    return [`.${call}() needs batches to be judged on: got ${data.name} without ${call === "test" ? "any" : "val()"}`];
  }
  if ((data.val ?? data.sets) !== undefined) {
    if (metrics.length > 0) return [];
    return [
      `validation data needs an evaluator: got ${data.name} with val() and no metric; call .evaluator(), as in ` +
      ".evaluator(accuracy())",
    ];
  }
  const reasons: string[] = [];
  if (judging?.train === true && metrics.length > 0) return [];
  // Where there is a last judgement, metrics are for that.
  if (metrics.length > 0 && data.test === undefined) {
    reasons.push(`an evaluator needs validation data: got ${data.name} without val(), to be judged by ${names}`);
  }
  reasons.push(...best.map((score) => `the hook checkpoint needs the score ${score}: got a run that is never judged`));
  return reasons;
}

function refuse(call: Calling, reasons: readonly string[]): void {
  if (reasons.length === 0) return;
  throw new TypeError(
    `Cannot ${call} as the chain is not complete and right:\n${reasons.map((line) => `  - ${line}`).join("\n")}`,
  );
}

/** Parts of another kind than their call takes. */
function misfits(chain: Props): string[] {
  const reasons: string[] = [];
  for (const [call, ability] of Object.entries(ABILITIES)) {
    const part = chain[call as keyof typeof ABILITIES];
    if (part !== undefined) reasons.push(...strangers(call, [part], ability));
  }
  reasons.push(...strangers("evaluator", chain.metrics, "update"));
  const callables = [["loss", chain.loss], ["step", chain.step], ...chain.hooks.map((h) => ["hook", h])];
  for (const [call, part] of callables) {
    if ((part !== undefined || call === "hook") && typeof part !== "function") {
      reasons.push(`.${call}() takes a function: got ${typeof part}`);
    }
  }
  return reasons;
}

/** A factory that was not called is the usual one. */
function strangers(call: string, parts: readonly unknown[], ability: string): string[] {
  return parts.filter((part) => typeof (part as Record<string, unknown> | null | undefined)?.[ability] !== "function")
    .map(
      (part) => {
        const got = typeof part === "function" ? `the function ${part.name}; call it: ${part.name}()` : typeof part;
        return `.${call}() takes what has ${ability}(): got ${got}`;
      },
    );
}
