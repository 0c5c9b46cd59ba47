/** Numbers that fall by a factor now and then. */
import { asPart } from "../options/as_part.ts";
import { requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";
import type { Schedule, Span } from "../schedule.ts";
import { epochOf } from "../pace/epoch_of.ts";

/** Every so many steps or epochs. */
export type StepOptions =
  & ({ readonly steps: number; readonly epochs?: never } | { readonly epochs: number; readonly steps?: never })
  & {
    /** The factor of each fall. Default 0.1. */
    readonly gamma?: number;
  };

/**
 * Multiplied by `gamma` every so many steps or epochs, as PyTorch's `StepLR`.
 *
 * @throws {RangeError} If the number of steps or epochs is not whole and at least 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { step } from "jsr:@raptor/raptor";
 *
 * const lr = step(1, { epochs: 30, gamma: 0.5 });
 * assertEquals([0, 29, 30, 60].map((epoch) => lr(epoch * 10, { steps: 900, stepsPerEpoch: 10 })), [1, 1, 0.5, 0.25]);
 * ```
 */
export function step(from: number, options: StepOptions): Schedule {
  const { steps, epochs, gamma = 0.1 } = options;
  const settings = settle("step", options, { steps, epochs, gamma }, { from });
  requireRange("step", "a finite number", { from, gamma });
  const every = (steps ?? epochs)!;
  if (!Number.isInteger(every) || every < 1 || (steps !== undefined && epochs !== undefined)) {
    throw new RangeError(
      `Cannot make step as steps or epochs must be a whole number of at least 1: got steps ${steps}, epochs ${epochs}.`,
    );
  }
  return asPart("step", (now: number, span: Span) => {
    const at = epochs === undefined ? now : epochOf("step", now, span);
    return from * gamma ** Math.floor(at / every);
  }, { settings });
}

/** At which steps or epochs. */
export type MultiStepOptions =
  & (
    | { readonly steps: readonly number[]; readonly epochs?: never }
    | { readonly epochs: readonly number[]; readonly steps?: never }
  )
  & {
    /** The factor of each fall. Default 0.1. */
    readonly gamma?: number;
  };

/**
 * Multiplied by `gamma` at each of the given steps or epochs, as PyTorch's `MultiStepLR`; a milestone that is named
 * twice counts twice.
 *
 * @throws {RangeError} If a milestone is not a whole number of at least 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { multiStep } from "jsr:@raptor/raptor";
 *
 * const lr = multiStep(1, { epochs: [2, 3], gamma: 0.5 });
 * assertEquals([0, 19, 20, 30].map((step) => lr(step, { steps: 50, stepsPerEpoch: 10 })), [1, 1, 0.5, 0.25]);
 * ```
 */
export function multiStep(from: number, options: MultiStepOptions): Schedule {
  const { steps, epochs, gamma = 0.1 } = options;
  const settings = settle("multiStep", options, { steps, epochs, gamma }, { from });
  requireRange("multiStep", "a finite number", { from, gamma });
  const milestones = [...(steps ?? epochs ?? [])];
  const odd = milestones.find((milestone) => !Number.isInteger(milestone) || milestone < 1);
  if (odd !== undefined || milestones.length === 0 || (steps !== undefined && epochs !== undefined)) {
    throw new RangeError(
      "Cannot make multiStep as steps or epochs must be whole numbers of at least 1: " +
        `got steps ${steps}, epochs ${epochs}.`,
    );
  }
  return asPart("multiStep", (now: number, span: Span) => {
    const at = epochs === undefined ? now : epochOf("multiStep", now, span);
    return from * gamma ** milestones.filter((milestone) => milestone <= at).length;
  }, { settings });
}
