/** Saves the run as it goes: after epochs, at its end, and the best by a score. */
import { asPart } from "../options/as_part.ts";
import { requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";
import { basename, join } from "node:path";
import { loadCheckpoint, markLastCheckpoint, saveCheckpoint } from "../files/checkpoint.ts";
import type { Answer, EndEvent, EpochEvent, Event, Hook, ScoresEvent } from "../hook.ts";

/** What is saved and kept. */
export interface CheckpointOptions<N extends string = string> {
  /** Epochs between checkpoints, or steps in a run counted in steps (it then should divide `valEvery`). Default 1. */
  readonly every?: number;
  /** How many of the regular ones are kept, the newest ones; the best is not counted. Default all. */
  readonly keep?: number;
  /** The score by which the best is kept, as `best_accuracy_epoch_3.safetensors`. Default none. */
  readonly best?: N;
}

/**
 * Saves checkpoints into the work directory.
 *
 * Each is written under a temporary name, synced and renamed; `last_checkpoint` names the newest. After a validation
 * the newest is written again, with its scores.
 *
 * @param workDir The work directory; it must exist.
 * @throws {TypeError} If there is an option that it does not know.
 * @throws {RangeError} If `every` or `keep` is not a whole number of at least 1.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkpoint } from "jsr:@raptor/raptor";
 *
 * assertThrows(() => checkpoint("work_dirs/cifar", { every: 0 }), RangeError, "every must be a whole number");
 * ```
 */
export function checkpoint<N extends string>(
  workDir: string,
  options: CheckpointOptions<N> = {},
): Hook<N> {
  const { every = 1, keep = Infinity, best } = options;
  const settings = settle("checkpoint", options, { every, keep, best });
  requireRange("checkpoint", "a string", { workDir, ...best !== undefined && { best } });
  requireRange("checkpoint", "a whole number of at least 1", { every, ...keep !== Infinity && { keep } });
  let saved: string[] = [];
  let savedStep = -1, bestScore: number | undefined, bestFile: string | undefined;

  async function save(event: EpochEvent | ScoresEvent<N> | EndEvent, name: string): Promise<void> {
    const path = join(workDir, `${name}.safetensors`);
    await saveCheckpoint(path, await event.snapshot());
    await markLastCheckpoint(path);
    savedStep = event.step;
    if (saved.at(-1) !== path) saved.push(path);
    while (saved.length > keep) await Deno.remove(saved.shift()!);
  }

  async function saveBest(event: ScoresEvent<N>, name: N): Promise<Answer | undefined> {
    const score = event.scores[name];
    const better = bestScore === undefined ||
      (event.better[name] === "higher" ? score > bestScore : score < bestScore);
    if (!better) return undefined;
    const file = join(workDir, `best_${name}_${place(event)}.safetensors`);
    await saveCheckpoint(file, await event.snapshot());
    if (bestFile !== undefined && bestFile !== file) await Deno.remove(bestFile);
    [bestScore, bestFile] = [score, file];
    return { note: `The best ${name} yet is ${score.toFixed(4)}: saved ${basename(file)}` };
  }

  return asPart("checkpoint", async (event: Event<N>) => {
    switch (event.type) {
      case "start":
        if (event.step > 0) {
          saved = await regularCheckpoints(workDir);
          if (best !== undefined) [bestFile, bestScore] = await bestCheckpoint(workDir, best);
        }
        return event.task === "train" ? { note: `Checkpoints will be saved to ${workDir}.` } : undefined;
      case "epoch": {
        const done = event.epochs === undefined ? event.step : event.epoch;
        if (done % every !== 0 && done !== (event.epochs ?? event.steps)) return;
        await save(event, place(event));
        return { note: `Saving checkpoint at ${done} ${event.epochs === undefined ? "iterations" : "epochs"}` };
      }
      case "scores":
        if (savedStep === event.step) await save(event, place(event));
        return best === undefined ? undefined : await saveBest(event, best);
      case "end":
        // Of a run that was stopped between checkpoints; one that ran its course has just saved.
        if (event.stopped === undefined || savedStep === event.step || event.step === 0) return;
        await save(event, `step_${event.step}`);
        return { note: `Saving checkpoint at ${event.step} iterations` };
    }
  }, { settings });
}

function place(event: EpochEvent | ScoresEvent): string {
  return event.epochs === undefined ? `step_${event.step}` : `epoch_${event.epoch}`;
}

async function namesIn(workDir: string, pattern: RegExp): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(workDir))).map(({ name }) => name).filter((name) => pattern.test(name));
}

/** The checkpoints that an earlier part of the run left, oldest first. */
async function regularCheckpoints(workDir: string): Promise<string[]> {
  const names = await namesIn(workDir, /^(epoch|step)_\d+\.safetensors$/);
  const paths = names.map((name) => join(workDir, name));
  const times = new Map(paths.map((path) => [path, Deno.statSync(path).mtime?.getTime() ?? 0]));
  return paths.toSorted((a, b) => times.get(a)! - times.get(b)!);
}

async function bestCheckpoint(workDir: string, score: string): Promise<[string, number] | []> {
  const [name] = await namesIn(workDir, new RegExp(`^best_${RegExp.escape(score)}_(epoch|step)_\\d+\\.safetensors$`));
  if (name === undefined) return [];
  const { progress } = await loadCheckpoint(join(workDir, name));
  return [join(workDir, name), progress.scores[score]!];
}
