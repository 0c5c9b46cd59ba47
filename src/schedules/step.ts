/** Numbers that fall by a factor now and then. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import type { Schedule, Span } from "../schedule.ts";
import { epochOf, lengthOf } from "../pace/length_of.ts";

/** Every so many steps or epochs, or every so large a share of the run. */
export type StepOptions =
  & (
    | { readonly steps: number; readonly epochs?: never; readonly share?: never }
    | { readonly epochs: number; readonly steps?: never; readonly share?: never }
    | { readonly share: number; readonly steps?: never; readonly epochs?: never }
  )
  & {
    /** The factor of each fall. Default 0.1. */
    readonly gamma?: number;
  };

/**
 * Multiplied by `gamma` every so many steps or epochs, as PyTorch's `StepLR`, or after every such share of the run.
 *
 * @throws {RangeError} If the number of steps or epochs is not whole and at least 1, or the share not in (0, 1].
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
  const { steps, epochs, share, gamma = 0.1 } = given(options);
  const settings = settle("step", options, { steps, epochs, share, gamma }, { from });
  requireRange("step", "a finite number", { from, gamma });
  const every = milestonesOf("step", { steps, epochs, share });
  return asPart("step", (now: number, span: Span) => {
    const { at, milestones } = every(now, span);
    return from * gamma ** Math.floor(at / milestones[0]!);
  }, { settings });
}

/** At which steps or epochs, or after which shares of the run. */
export type MultiStepOptions =
  & (
    | { readonly steps: readonly number[]; readonly epochs?: never; readonly shares?: never }
    | { readonly epochs: readonly number[]; readonly steps?: never; readonly shares?: never }
    | { readonly shares: readonly number[]; readonly steps?: never; readonly epochs?: never }
  )
  & {
    /** The factor of each fall. Default 0.1. */
    readonly gamma?: number;
  };

/**
 * Multiplied by `gamma` at each of the given steps or epochs, as PyTorch's `MultiStepLR`, or after each of the given shares of
 * the run; a milestone that is named twice counts twice.
 *
 * @throws {RangeError} If a milestone is not a whole number of at least 1, or a share not in (0, 1].
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
  const { steps, epochs, shares, gamma = 0.1 } = given(options);
  const settings = settle("multiStep", options, { steps, epochs, shares, gamma }, { from });
  requireRange("multiStep", "a finite number", { from, gamma });
  const passed = milestonesOf("multiStep", { steps, epochs, shares });
  return asPart("multiStep", (now: number, span: Span) => {
    const { at, milestones } = passed(now, span);
    return from * gamma ** milestones.filter((milestone) => milestone <= at).length;
  }, { settings });
}

/** Where a step is and where the milestones are, both in the unit that these were given in. */
function milestonesOf(name: string, given: Readonly<Record<string, number | readonly number[] | undefined>>) {
  const units = Object.entries(given).filter(([, values]) => values !== undefined);
  const [unit = "", values = []] = units[0] ?? [], milestones = [values].flat(), ofRun = unit.startsWith("share");
  const isOne = (it: number) => ofRun ? it > 0 && it <= 1 : Number.isInteger(it) && it >= 1;
  if (units.length !== 1 || milestones.length === 0 || !milestones.every(isOne)) {
    const names = Object.keys(given), several = name === "multiStep";
    throw new RangeError(
      `Cannot make ${name} as ${names[0]} or ${names[1]} must be ${
        several ? "whole numbers" : "a whole number"
      } of at ` +
        `least 1, or ${names[2]} in (0, 1]: got ${units.map(([unit, it]) => `${unit} ${it}`).join(" and ") || "none"}.`,
    );
  }
  return (now: number, span: Span) => {
    if (ofRun) return { at: now, milestones: milestones.map((share) => lengthOf(name, { share }, span)) };
    return { at: unit === "epochs" ? epochOf(name, now, span) : now, milestones };
  };
}
