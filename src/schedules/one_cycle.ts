/** Once up and once down, for short runs at high rates. */
import { given, requireRange, settle } from "../options/settle.ts";
import { annealAlong, type Annealing, checkAnnealing } from "../pace/anneal.ts";
import { type BoundedSchedule, lasting, type Stretch } from "../pace/length_of.ts";

/** The times of the cycle. */
export interface OneCycleMomentumOptions extends Stretch {
  /** The share of the cycle that the first way takes, in [0, 1]. Default 0.3. */
  readonly pctStart?: number;
  /** Whether the way back is as long as the first one, and a third way leads to the end. Default false. */
  readonly threePhase?: boolean;
  /** The form of all ways. Default `"cos"`. */
  readonly annealing?: Annealing;
}

/** The form and length of the cycle. */
export interface OneCycleOptions extends OneCycleMomentumOptions {
  /** The peak over the first value. Default 25. */
  readonly divFactor?: number;
  /** The first value over the last. Default 1e4. */
  readonly finalDivFactor?: number;
}

/**
 * From `peak` / divFactor up to `peak` and down to `peak` / divFactor / finalDivFactor (Smith and Topin, 2018), as
 * PyTorch's `OneCycleLR`; in three phases down to the first value, and from there to the last. The momentum that goes with
 * it is {@linkcode oneCycleMomentum}.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { oneCycle } from "jsr:@raptor/raptor";
 *
 * const lr = oneCycle(1, { steps: 10 });
 * [0.04, 0.52, 1].forEach((value, step) => assertAlmostEquals(lr(step, { steps: 10, stepsPerEpoch: 10 }), value, 1e-9));
 * ```
 */
export function oneCycle(peak: number, options: OneCycleOptions = {}): BoundedSchedule {
  const { divFactor = 25, finalDivFactor = 1e4, ...times } = given(options);
  requireRange("oneCycle", "a finite number", { peak });
  requireRange("oneCycle", "a finite number above 0", { divFactor, finalDivFactor });
  const first = peak / divFactor, final = first / finalDivFactor;
  const { values, ends, annealing } = timesOf("oneCycle", times);
  const settings = settle("oneCycle", options, { ...values, divFactor, finalDivFactor }, { peak });
  const stops = values.threePhase ? [first, peak, first, final] : [first, peak, final];
  return lasting("oneCycle", options, settings, (step, steps) => annealAlong(stops, ends(steps), step, annealing));
}

/**
 * The momentum of {@linkcode oneCycle}: from `high` down to `low` while the learning rate goes up, and back up while that
 * goes down, as PyTorch's `OneCycleLR` with `cycle_momentum`. Give both the same times.
 *
 * @param high At both ends. Default 0.95.
 * @param low At the peak of the learning rate. Default 0.85.
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { oneCycleMomentum } from "jsr:@raptor/raptor";
 *
 * const momentum = oneCycleMomentum(0.95, 0.85, { steps: 10 });
 * [0.95, 0.9, 0.85].forEach((value, step) =>
 *   assertAlmostEquals(momentum(step, { steps: 10, stepsPerEpoch: 10 }), value, 1e-9)
 * );
 * ```
 */
export function oneCycleMomentum(high = 0.95, low = 0.85, options: OneCycleMomentumOptions = {}): BoundedSchedule {
  requireRange("oneCycleMomentum", "a finite number", { high, low });
  const { values, ends, annealing } = timesOf("oneCycleMomentum", options);
  const settings = settle("oneCycleMomentum", options, values, { high, low });
  const stops = values.threePhase ? [high, low, high, high] : [high, low, high];
  return lasting(
    "oneCycleMomentum",
    options,
    settings,
    (step, steps) => annealAlong(stops, ends(steps), step, annealing),
  );
}

function timesOf(name: string, options: OneCycleMomentumOptions) {
  const { pctStart = 0.3, threePhase = false, annealing = "cos", steps, epochs, share } = given(options);
  requireRange(name, "in [0, 1]", { pctStart });
  requireRange(name, "true or false", { threePhase });
  if (threePhase && pctStart > 0.5) {
    throw new RangeError(
      `Cannot make ${name} as pctStart must be at most 0.5 with threePhase, which goes back in the same time: got ${pctStart}.`,
    );
  }
  checkAnnealing(name, annealing);
  const ends = (steps: number) => {
    const top = pctStart * steps - 1;
    return threePhase ? [top, 2 * top, steps - 1] : [top, steps - 1];
  };
  return { values: { pctStart, threePhase, annealing, steps, epochs, share }, ends, annealing };
}
