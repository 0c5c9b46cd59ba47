/** The losses of the steps since the last report: on the device until they are read together. */
import { tf } from "../tf.ts";
import { listed } from "../tensors/non_finite.ts";
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

/** What tells whether a step is finite, as a `Watch` is shown it. */
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
  /** Takes the losses of a step, and what tells whether it is finite. */
  add(losses: StepLosses, place: StepPlace, sums?: Sums): void;
  /** How many steps wait. */
  readonly size: number;
  /**
   * Reads and disposes of all that wait, in one transfer.
   *
   * @returns One number a step under each name, oldest first, those of steps that were left out not among them.
   * @throws {RangeError} If one is not finite, or a gradient, and such steps are not left out.
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
 * @param skips Whether steps that are not finite were left out by the step itself. Default false: such a step is an error.
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
export function pendingLosses(skips = false): Pending {
  let waiting: { readonly losses: StepLosses; readonly place: StepPlace; readonly told: Sums | undefined }[] = [];
  let lastFinite: number | undefined, skipped: Skipped[] = [];
  const drop = () => {
    for (const { losses, told } of waiting) tf.dispose([...Object.values(losses), ...told ? [told.sums] : []]);
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
      const totals = tf.tidy(() => waiting.map(({ told }) => told === undefined ? tf.scalar(0) : tf.sum(told.sums)));
      const scalars = waiting.flatMap(({ losses }, i) => [totals[i]!, ...Object.values(losses)]);
      const values = await readScalars(scalars);
      tf.dispose(totals);
      try {
        let at = 0;
        for (const { losses, place, told } of waiting) {
          const finite = Number.isFinite(values[at++]);
          if (!finite && skips) skipped.push({ step: place.step, of: await namesOf(told!) });
          const numbers = Object.keys(losses).map((name) => [name, values[at++]!] as const);
          if (!finite && skips) continue;
          const refuse = (among: readonly (readonly [string, number])[]) => {
            const odd = among.find(([, value]) => !Number.isFinite(value));
            if (odd !== undefined) throw notFinite(...odd, place, lastFinite);
          };
          refuse(numbers.filter(([name]) => name.includes("loss")));
          if (!finite) throw gradientNotFinite(await namesOf(told!), place);
          // What else is logged, such as the norm of the gradients, is no better than they are.
          refuse(numbers);
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

async function namesOf({ sums, weights }: Sums): Promise<string[]> {
  const numbers = await sums.data();
  if (!Number.isFinite(numbers[0])) return ["loss"];
  return weights.filter((_, i) => !Number.isFinite(numbers[i + 1]));
}

function gradientNotFinite(weights: readonly string[], { step, epoch, batch, lr }: StepPlace): RangeError {
  return new RangeError(
    `Cannot go on training as every gradient must be finite: got others for ${listed(weights)} at step ${step} ` +
      `(epoch ${epoch}, batch ${batch}) with lr ${lr}, where the loss is finite. Look for a root, a quotient or a ` +
      'logarithm of 0 in the loss, or leave such steps out by nonFinite: "skip". detectAnomaly(engine) names the operation.',
  );
}

function notFinite(name: string, value: number, { step, epoch, batch, lr }: StepPlace, last?: number): RangeError {
  return new RangeError(
    `Cannot go on training as ${name} must be finite: got ${value} at step ${step} (epoch ${epoch}, batch ${batch}) ` +
      `with lr ${lr}${last === undefined ? "" : `, after a loss of ${last.toFixed(4)}`}. ` +
      "Try a smaller lr, clipByNorm(1) before the optimizer, or look for NaN, unscaled values and labels beyond the " +
      "model's outputs in the data. detectAnomaly(engine) names the operation that made it.",
  );
}
