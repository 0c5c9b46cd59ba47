/** Saves the run as it goes: after epochs or steps, at its end, when it fails, and the best by scores. */
import { basename, join } from "node:path";
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { saveCheckpoint } from "../files/checkpoint.ts";
import { markLastCheckpoint } from "../files/last_checkpoint.ts";
import { readTexts } from "../files/safetensors_header.ts";
import { setAside } from "../files/set_aside.ts";
import { writeError } from "../files/write_error.ts";
import type { Fact } from "../fact.ts";
import type { Answer, ErrorEvent, Event, Hook, Needs, ScoresEvent, StepEvent } from "../hook.ts";
import type { Plain } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import { type Books, newBooks, placeOf, readBooks, writeBooks } from "./checkpoint/books.ts";

/** What is saved and kept. */
export interface CheckpointOptions<N extends string = string> {
  /**
   * Epochs between regular checkpoints; steps, in a run counted in steps. Default 1 epoch, or where a run counted in steps
   * validates; none by default where there is `everyMinutes`.
   */
  readonly every?: number;
  /** The first epoch (or step) after which a regular one is saved; `every` counts from there. Default as `every`. */
  readonly begin?: number;
  /** Saves a regular one also when so many minutes have passed since the last, between steps. Default never. */
  readonly everyMinutes?: number;
  /** Whether a run saves when it has run its course, whatever `every` says. Default true. */
  readonly saveLast?: boolean;
  /** How many of the regular ones are kept, the newest ones; the best are not counted. Default all. */
  readonly keep?: number;
  /**
   * The scores by which the best are kept, as `best_accuracy_epoch_3.safetensors`, and amid an epoch as
   * `best_accuracy_step_25.safetensors`. Default none.
   */
  readonly best?: N | readonly N[];
  /** How many of the best are kept by each of these scores. Default 1. */
  readonly keepBest?: number;
}

/** A hook that saves checkpoints; its books are what a resumed run takes over. */
export interface CheckpointHook<N extends string = string> extends Hook<N> {
  /** The scores that it keeps the best by. */
  readonly needs: Needs;
  /** The books of the run. */
  state(): Plain;
  /** Goes on with the books of a run. */
  restore(state: Plain): void;
}

/**
 * Saves checkpoints of a run that trains into a folder; a run that judges writes and removes none.
 *
 * Each is written under a temporary name, synced and renamed; `last_checkpoint` names the newest. After a validation
 * the newest is written again, with its scores. What the run has written, keeps and found best is in its own books, which
 * are in each checkpoint: files of other runs are never removed, and say nothing about this one.
 *
 * @param folder Where they go; it must exist.
 * @throws {TypeError} If there is an option that it does not know.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkpoint } from "jsr:@raptor/raptor";
 *
 * assertThrows(() => checkpoint("work_dirs/cifar", { every: 0 }), RangeError, "every must be a whole number");
 * ```
 */
export function checkpoint<N extends string>(folder: string, options: CheckpointOptions<N> = {}): CheckpointHook<N> {
  const { every, begin, everyMinutes, saveLast = true, keep = Infinity, best = [], keepBest = 1 } = given(options);
  const names = [...new Set([best].flat())] as readonly N[];
  const filled = { every, begin, everyMinutes, saveLast, keep, best: options?.best, keepBest };
  const settings = settle("checkpoint", options, filled);
  requireRange("checkpoint", "a string", { folder });
  for (const name of names) requireRange("checkpoint", "a string", { best: name });
  const counts = { ...every !== undefined && { every }, ...begin !== undefined && { begin }, keepBest };
  requireRange("checkpoint", "a whole number of at least 1", { ...counts, ...keep !== Infinity && { keep } });
  if (everyMinutes !== undefined) requireRange("checkpoint", "a finite number above 0", { everyMinutes });
  requireRange("checkpoint", "true or false", { saveLast });

  let books = newBooks(), restored = false, training = false, since = performance.now(), aside: string[] = [];
  let facts: Fact[] = [];

  /** Whether a regular one is due after so many epochs or steps of all; `usual` is the default of `every`. */
  const isDue = (done: number, all: number | undefined, usual: number) => {
    if (saveLast && done === all) return true;
    const between = every ?? (everyMinutes === undefined ? usual : Infinity), first = begin ?? between;
    return done >= first && (done - first) % between === 0;
  };

  const isStepDue = ({ step, epochs, steps }: StepEvent): boolean => {
    if (books.step === step) return false;
    if (everyMinutes !== undefined && performance.now() - since >= everyMinutes * 60_000) return true;
    return epochs === undefined && every !== undefined && isDue(step, steps, every);
  };

  async function write(
    file: string,
    event: { snapshot(): Promise<Snapshot> },
    next: Books,
    name = "checkpoint",
  ): Promise<void> {
    // The books are written with the file that they tell of; where that fails they are as they were.
    const before = books;
    books = next;
    try {
      const other = await setAside(join(folder, file), books.run);
      if (other !== undefined) aside.push(`${file} of another run is now ${other}`);
      await saveCheckpoint(join(folder, file), await event.snapshot(), { run: books.run });
      facts.push({ kind: "file", name, path: join(folder, file) });
    } catch (error) {
      books = before;
      throw withLast(error, books.files.at(-1));
    }
  }

  async function save(event: { readonly step: number; snapshot(): Promise<Snapshot> }, name: string): Promise<void> {
    const file = `${name}.safetensors`;
    const files = [...books.files.filter((other) => other !== file), file];
    await write(file, event, { ...books, step: event.step, files });
    await markLastCheckpoint(join(folder, file), { run: books.run });
    since = performance.now();
    await prune();
  }

  /** Removes the regular ones that are too many. */
  async function prune(): Promise<void> {
    const { files } = books;
    for (const old of files.slice(0, Math.max(0, files.length - keep))) await remove(old);
    books = { ...books, files: files.slice(-keep) };
  }

  /** Removes a file, if it is this run's own. */
  async function remove(file: string): Promise<void> {
    const path = join(folder, file);
    try {
      if ((await readTexts(path))?.run === books.run) await Deno.remove(path);
    } catch (error) {
      // Someone else has removed it.
      if (!(error instanceof Deno.errors.NotFound)) throw writeError(path, error);
    }
  }

  async function saveBest(event: ScoresEvent<N>, name: N): Promise<string | undefined> {
    const score = event.scores[name], kept = books.bests[name] ?? [];
    const at = placeOf(kept, score, event.better[name], keepBest);
    if (at === undefined) return undefined;
    // An epoch may be judged several times on its way: each of the best has a file of its own.
    const when = event.progress.batch === 0 ? place(event) : `step_${event.step}`;
    const file = `best_${encodeURIComponent(name)}_${when}.safetensors`;
    const all = kept.toSpliced(at, 0, { file, score });
    const next = { ...books, bests: { ...books.bests, [name]: all } };
    await write(file, event, next, at === 0 ? `best ${name}` : undefined);
    for (const old of all.slice(keepBest)) if (old.file !== file) await remove(old.file);
    books = { ...books, bests: { ...books.bests, [name]: all.slice(0, keepBest) } };
    const rank = at === 0 ? "The best" : `Number ${at + 1} of the best`;
    return `${rank} ${name} yet is ${score.toFixed(4)}: saved ${file}`;
  }

  async function onScores(event: ScoresEvent<N>): Promise<Answer | undefined> {
    const notes: string[] = [];
    for (const name of names) {
      const note = await saveBest(event, name);
      if (note !== undefined) notes.push(note);
    }
    // Last, so that the newest knows what is best.
    if (books.step === event.step) await save(event, basename(books.files.at(-1)!, ".safetensors"));
    return notes.length === 0 ? undefined : { note: notes.join("\n") };
  }

  /** Saves what was learnt before a failure, once; it must not stand in the way of the failure itself. */
  async function onError({ progress, snapshot }: ErrorEvent): Promise<Answer | undefined> {
    if (progress === undefined || snapshot === undefined || progress.step === 0) return undefined;
    const { step } = progress, last = books.files.at(-1);
    if (books.step === step) return { note: `What was learnt before the failure is in ${join(folder, last!)}` };
    try {
      await save({ step, snapshot }, `step_${step}`);
      return { note: `What was learnt before the failure is saved in ${join(folder, `step_${step}.safetensors`)}` };
    } catch (error) {
      return { note: `What was learnt after ${last ?? "the beginning"} is lost: ${(error as Error).message}` };
    }
  }

  async function hear(event: Event<N>): Promise<Answer | undefined> {
    switch (event.type) {
      case "start":
        training = event.task === "train";
        since = performance.now();
        // A hook may serve several runs, one after the other: each has books of its own.
        if (!restored) books = newBooks();
        restored = false;
        // A run that was killed between the newest and this may have nothing left to save.
        if (training) await prune();
        return training ? { note: `Checkpoints will be saved to ${folder}.` } : undefined;
      case "step": {
        const { step, snapshot } = event;
        if (snapshot === undefined) return undefined;
        await save({ step, snapshot }, `step_${step}`);
        return { note: `Saving checkpoint at ${step} iterations` };
      }
      case "epoch": {
        const inEpochs = event.epochs !== undefined;
        // Every so many steps were told by the steps themselves.
        const due = inEpochs
          ? isDue(event.epoch, event.epochs, 1)
          : every === undefined && isDue(event.step, event.steps, 1);
        // One of its last step, as of a failure right after it, knows no end of the epoch.
        if (!due) return undefined;
        await save(event, place(event));
        return { note: `Saving checkpoint at ${inEpochs ? `${event.epoch} epochs` : `${event.step} iterations`}` };
      }
      case "scores":
        return await onScores(event);
      case "end": {
        // Of a run that was stopped between checkpoints, or whose last step nobody knew beforehand.
        const unforeseen = saveLast && event.epochs === undefined && event.steps === undefined;
        if (event.stopped === undefined && !unforeseen || books.step === event.step || event.step === 0) {
          return undefined;
        }
        await save(event, `step_${event.step}`);
        return { note: `Saving checkpoint at ${event.step} iterations` };
      }
      case "error":
        return await onError(event);
    }
  }

  async function answered(event: Event<N>): Promise<Answer> {
    facts = [];
    const answer = await hear(event), lines = [...aside, ...answer?.note === undefined ? [] : [answer.note]];
    aside = [];
    return {
      ...answer,
      ...lines.length > 0 && { note: lines.join("\n") },
      ...facts.length > 0 && { facts },
    };
  }

  return asPart("checkpoint", (event: Event<N>) => {
    // It hears of the snapshots that it asks for itself, in the midst of another event.
    if (event.type === "save" || !training && event.type !== "start") return;
    // Steps are many, and few are saved.
    return event.type === "step" && !isStepDue(event) ? undefined : answered(event);
  }, {
    ...{ settings, needs: Object.freeze({ scores: names }), state: () => writeBooks(books) },
    restore: (state: Plain) => void (books = readBooks(state), restored = true),
  });
}

function place(event: { readonly epochs: number | undefined; readonly epoch: number; readonly step: number }): string {
  return event.epochs === undefined ? `step_${event.step}` : `epoch_${event.epoch}`;
}

/** Adds to an error of numbers that are not finite which file still is. */
function withLast(error: unknown, last: string | undefined): unknown {
  if (!(error instanceof RangeError) || last === undefined) return error;
  return new RangeError(`${error.message} The last checkpoint before is ${last}.`, { cause: error });
}
