/** The losses of the steps since the last report: on the device until they are read together. */
import type { tf } from "../tf.ts";
import { readScalars } from "../tensors/read.ts";
import type { StepLosses } from "./step.ts";

/** Where and how a step was taken, for the error of a loss that is not finite. */
export interface StepPlace {
  /** Steps taken, this one too. */
  readonly step: number;
  readonly epoch: number;
  readonly batch: number;
  readonly lr: number;
}

/** What tells whether a step was left out since it was not finite, as a `Watch` is shown it. */
export interface Sums {
  /** [1 + weights], a number for the loss and one for each gradient. */
  readonly sums: tf.Tensor1D;
  /** The weights that have a gradient. */
  readonly weights: readonly string[];
}

/** A step that was left out. */
export interface Skipped {
  /** Steps taken, this one too. */
  readonly step: number;
  /** What was not finite: `loss`, or the weights whose gradient was not. */
  readonly of: readonly string[];
}

/** Losses that wait to be read. */
export interface Pending {
  /** Takes the losses of a step, and what tells whether it was left out; without it none is. */
  add(losses: StepLosses, place: StepPlace, sums?: Sums): void;
  /** How many steps wait. */
  readonly size: number;
  /**
   * Reads and disposes of all that wait, in one transfer.
   *
   * @returns One number a step under each name, oldest first, those of steps that were left out not among them.
   * @throws {RangeError} If one is not finite, and its step was not left out.
   */
  read(): Promise<Record<string, number[]>>;
  /** The steps that were left out, as the last read has found. */
  readonly skipped: readonly Skipped[];
  /** Disposes of all that wait. */
  drop(): void;
}

/**
 * Makes room for losses that wait to be read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { pendingLosses } from "./pending.ts";
 *
 * const pending = pendingLosses();
 * pending.add({ loss: tf.scalar(2) }, { step: 1, epoch: 1, batch: 1, lr: 0.1 });
 * assertEquals(await pending.read(), { loss: [2] });
 * ```
 */
export function pendingLosses(): Pending {
  let waiting: Waiting[] = [];
  let lastFinite: number | undefined, skipped: Skipped[] = [];
  const drop = () => {
    for (const { losses, told } of waiting) {
      for (const loss of Object.values(losses)) loss.dispose();
      told?.sums.dispose();
    }
    waiting = [];
  };
  return {
    add: (losses, place, told) => void waiting.push({ losses, place, told }),
    get size() {
      return waiting.length;
    },
    get skipped() {
      return skipped;
    },
    async read() {
      const read: Record<string, number[]> = {};
      skipped = [];
      if (waiting.length === 0) return read;
      const values = await readScalars(waiting.flatMap(unread));
      try {
        let at = 0;
        const next = (count: number) => values.slice(at, at += count);
        for (const { losses, place, told } of waiting) {
          const sums = next(told?.sums.size ?? 0), of = leftOut(sums, told);
          const numbers = Object.keys(losses).map((name) =>
            [name, isTold(name, told) ? sums[0]! : next(1)[0]!] as const
          );
          if (of.length > 0) {
            skipped.push({ step: place.step, of });
            continue;
          }
          // A loss is told first: what else is logged, such as the norm of the gradients, is no better than it is.
          const wrong = numbers.filter(([, value]) => !Number.isFinite(value));
          const first = wrong.find(([name]) => name.includes("loss")) ?? wrong[0];
          if (first !== undefined) throw notFinite(...first, place, lastFinite);
          for (const [name, value] of numbers) (read[name] ??= []).push(value);
          lastFinite = read.loss?.at(-1) ?? lastFinite;
        }
      } finally {
        drop();
      }
      return read;
    },
    drop,
  };
}

interface Waiting {
  readonly losses: StepLosses;
  readonly place: StepPlace;
  readonly told: Sums | undefined;
}

/** Whether a loss is among the sums already: the total comes first there. */
function isTold(name: string, told: Sums | undefined): boolean {
  return name === "loss" && told !== undefined;
}

/** What is to be read of a step. */
function unread({ losses, told }: Waiting): tf.Tensor[] {
  const others = Object.entries(losses).filter(([name]) => !isTold(name, told)).map(([, loss]) => loss);
  return told === undefined ? others : [told.sums, ...others];
}

/** What is not finite, as sums that were read tell; empty where all is. */
function leftOut(sums: readonly number[], told: Sums | undefined): string[] {
  if (told === undefined || sums.every(Number.isFinite)) return [];
  if (!Number.isFinite(sums[0])) return ["loss"];
  return told.weights.filter((_, i) => !Number.isFinite(sums[i + 1]));
}

function notFinite(name: string, value: number, { step, epoch, batch, lr }: StepPlace, last?: number): RangeError {
  return new RangeError(
    `Cannot go on training as ${name} must be finite: got ${value} at step ${step} (epoch ${epoch}, batch ${batch}) ` +
      `with lr ${lr}${last === undefined ? "" : `, after a loss of ${last.toFixed(4)}`}. ` +
      "Try a smaller lr, clipByNorm(1) before the optimizer, or look for NaN, unscaled values and labels beyond the " +
      "model's outputs in the data. detectAnomaly(engine) names the operation that made it.",
  );
}
