/** The losses of the steps since the last report: on the device until they are read together. */
import { tf } from "../tf.ts";
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

/** Losses that wait to be read. */
export interface Pending {
  /** Takes the losses of a step. */
  add(losses: StepLosses, place: StepPlace): void;
  /** How many steps wait. */
  readonly size: number;
  /**
   * Reads and disposes of all that wait, in one transfer.
   *
   * @returns One number a step under each name, oldest first.
   * @throws {RangeError} If one is not finite.
   */
  read(): Promise<Record<string, number[]>>;
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
  let waiting: { readonly losses: StepLosses; readonly place: StepPlace }[] = [];
  let lastFinite: number | undefined;
  const drop = () => {
    for (const { losses } of waiting) tf.dispose(Object.values(losses));
    waiting = [];
  };
  return {
    add: (losses, place) => void waiting.push({ losses, place }),
    get size() {
      return waiting.length;
    },
    async read() {
      const read: Record<string, number[]> = {};
      if (waiting.length === 0) return read;
      const scalars = waiting.flatMap(({ losses }) => Object.entries(losses));
      const values = await readScalars(scalars.map(([, scalar]) => scalar));
      const places = waiting.flatMap(({ losses, place }) => Object.keys(losses).map(() => place));
      drop();
      for (const [i, [name]] of scalars.entries()) {
        const value = values[i]!;
        if (!Number.isFinite(value)) throw notFinite(name, value, places[i]!, lastFinite);
        if (name === "loss") lastFinite = value;
        (read[name] ??= []).push(value);
      }
      return read;
    },
    drop,
  };
}

function notFinite(name: string, value: number, { step, epoch, batch, lr }: StepPlace, last?: number): RangeError {
  return new RangeError(
    `Cannot go on training as ${name} must be finite: got ${value} at step ${step} (epoch ${epoch}, batch ${batch}) ` +
      `with lr ${lr}${last === undefined ? "" : `, after a loss of ${last.toFixed(4)}`}. ` +
      "Try a smaller lr, clipByNorm(1) before the optimizer, or look for NaN and unscaled values in the data.",
  );
}
