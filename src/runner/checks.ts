/** What types cannot judge about a chain, judged before any work: every reason at once. */
import type { Progress } from "../snapshot.ts";
import type { Length } from "../training/plan.ts";
import type { Props } from "./run.ts";

/** The parts of a chain, and the numbers of its last call. */
export interface Chain extends Props {
  readonly epochs?: number | undefined;
  readonly steps?: number | undefined;
  readonly valEvery?: number | undefined;
  readonly nonFinite?: string | undefined;
}

/**
 * Refuses a chain that cannot run.
 *
 * @param call What the chain ends in.
 * @param needs The parts it cannot do without.
 * @throws {TypeError} With all reasons, one a line.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { cpu, sgd } from "../../mod.ts";
 * import { checkChain } from "./checks.ts";
 *
 * const chain = { metrics: [], hooks: [], optimizer: sgd({ lr: 0.1 }), engine: cpu() };
 * assertThrows(() => checkChain("train", ["model"], chain), TypeError, "call .model() before .train()");
 * ```
 */
export function checkChain(call: string, needs: readonly ("model" | "data" | "loss")[], chain: Chain): void {
  const { metrics, seed = 0, checkpoint, epochs, steps, valEvery, nonFinite, model } = chain;
  const best = (checkpoint || {}).best;
  const reasons: string[] = needs.filter((part) => chain[part] === undefined).map((part) =>
    `call .${part}() before .${call}()`
  );
  const names = metrics.map(({ name }) => name);
  const twice = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  for (const name of twice) reasons.push(`each metric needs a name of its own: got ${name} twice`);
  if (best !== undefined && !names.includes(best)) {
    reasons.push(`checkpoint.best must name a metric: got ${best}, where there is ${names.join(", ") || "none"}`);
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    reasons.push(`seed must be a whole number from 0 to 4294967295: got ${seed}`);
  }
  for (const [name, value] of Object.entries({ epochs, steps, valEvery })) {
    if (value !== undefined && (!Number.isInteger(value) || value < 1)) {
      reasons.push(`${name} must be a whole number of at least 1: got ${value}`);
    }
  }
  if (nonFinite !== undefined && nonFinite !== "stop" && nonFinite !== "skip") {
    reasons.push(`nonFinite must be "stop" or "skip": got ${nonFinite}`);
  }
  if (epochs !== undefined && steps !== undefined) {
    reasons.push(`a run is counted in epochs or in steps, not both: got epochs ${epochs} and steps ${steps}`);
  }
  if (call === "train" && model !== undefined && !Object.values(model.params).some(({ trainable }) => trainable)) {
    reasons.push(`the model must have a trainable weight: got ${model.name} without one`);
  }
  if (reasons.length > 0) {
    throw new TypeError(
      `Cannot ${call} as the chain is not complete and right:\n${reasons.map((line) => `  - ${line}`).join("\n")}`,
    );
  }
}

/**
 * Refuses to resume what is longer than the run.
 *
 * @throws {RangeError} If the checkpoint lies beyond the run's length.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkResume } from "./checks.ts";
 *
 * const progress = { step: 30, epoch: 3, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
 * assertThrows(() => checkResume(progress, { epochs: 2 }), RangeError, "got a checkpoint after 3 epochs for a run of 2");
 * ```
 */
export function checkResume({ step, epoch, batch }: Progress, { epochs = Infinity, steps = Infinity }: Length): void {
  if (step <= steps && (epoch < epochs || (epoch === epochs && batch === 0))) return;
  const got = epochs === Infinity ? `${step} steps for a run of ${steps}` : `${epoch} epochs for a run of ${epochs}`;
  throw new RangeError(
    `Cannot resume as the run must be at least as long as it was: got a checkpoint after ${got}. Train longer.`,
  );
}
