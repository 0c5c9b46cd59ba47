/** Muon: matrices move by the orthogonal matrix nearest to their momentum, everything else by a companion. */
import type { Params } from "../model.ts";
import type { Optimizer, Slots } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { distinct } from "../tensors/by_name.ts";
import { type Formula, formulaUpdate } from "../tensors/formula_update.ts";
import { makeSlots } from "../tensors/slots.ts";
import { orthogonalized } from "../tensors/orthogonal.ts";
import { followUpdate } from "../tensors/update.ts";
import { tf } from "../tf.ts";
import { followed, rate } from "../pace/followed.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { namePattern } from "../options/name_pattern.ts";
import { adamw } from "./adam.ts";

/** How the weights move; each number but `steps` may be a schedule. */
export interface MuonOptions {
  /** The learning rate of the matrices; 0.02 is usual. */
  readonly lr: number | Schedule;
  /** The share of the momentum that stays, in [0, 1). Default 0.95. */
  readonly momentum?: number | Schedule;
  /** Whether to look ahead along the momentum. Default true. */
  readonly nesterov?: boolean;
  /** How strongly the matrices shrink, by themselves as in `adamw`. Default 0. */
  readonly weightDecay?: number | Schedule;
  /**
   * How a step depends on the matrix: `original` takes it times the root of outputs per input where those are more than 1,
   * `matchRms` makes it about as large as one of `adamw`, whose `lr` can then be kept (Moonshot AI, 2025), `none` takes it as
   * it is. Default `original`.
   */
  readonly scale?: "original" | "matchRms" | "none";
  /** Steps of the Newton-Schulz iteration. Default 5. */
  readonly steps?: number;
  /** Patterns of matrices that the companion moves too: name the embedding and the last layer. Default none. */
  readonly except?: readonly string[];
  /** What moves all other weights. Default `adamw` with 0.015 of this `lr`, betas of 0.9 and 0.95, and no decay. */
  readonly companion?: Optimizer;
}

const SCALES: Readonly<Record<NonNullable<MuonOptions["scale"]>, (inputs: number, outputs: number) => number>> = {
  original: (inputs, outputs) => Math.sqrt(Math.max(1, outputs / inputs)),
  matchRms: (inputs, outputs) => 0.2 * Math.sqrt(Math.max(inputs, outputs)),
  none: () => 1,
};

/**
 * Muon (Keller Jordan, 2024): m = momentum * m + (1 - momentum) * g, and w -= lr * O, where O is {@linkcode MuonOptions.steps}
 * steps of Newton-Schulz from m (looked ahead, as Nesterov has it) towards the nearest orthogonal matrix. The kernel of a
 * convolution is the matrix of all its inputs by its outputs.
 *
 * Weights of fewer than two axes (biases, norms), and those that `except` names, are left to the companion. Embeddings and the
 * last layer are matrices, but not of the kind that this is for: name them.
 *
 * The slot of a matrix is `momentum`, half of what Adam keeps; those of the others are the companion's.
 *
 * @throws {RangeError} If a number is out of its range; by `init`, if a pattern names no weight.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { adamw, muon, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { kernel: weight([2, 2], 0), bias: weight([2], 0) };
 * const optimizer = muon({ lr: 1, companion: adamw({ lr: 0.5 }) });
 * const slots = optimizer.init(params);
 * const grads = { kernel: tf.tensor2d([[3, 0], [0, 4]]), bias: tf.tensor1d([7, -7]) };
 * tf.tidy(() => optimizer.update(grads, slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
 * // Both singular values are brought near 1, however large they are.
 * assertAlmostEquals(params.kernel.dataSync()[0]!, -1, 0.4);
 * assertAlmostEquals(params.kernel.dataSync()[3]!, -1, 0.4);
 * assertAlmostEquals(params.bias.dataSync()[1]!, 0.5, 1e-6);
 * ```
 */
export function muon(options: MuonOptions): Optimizer {
  const { lr, momentum = 0.95, nesterov = true, weightDecay = 0, scale = "original", steps = 5 } = given(options);
  const lrAt = rate("muon", lr);
  const { except = [], companion = besides(lrAt, lr) } = given(options);
  const settings = settle("muon", options, { lr, momentum, nesterov, weightDecay, scale, steps, except, companion });
  const follow = followed("muon", {
    "a finite number of at least 0": { lr, weightDecay },
    "in [0, 1)": { momentum },
  });
  requireRange("muon", "true or false", { nesterov });
  requireRange("muon", "a whole number of at least 1", { steps });
  if (!Object.hasOwn(SCALES, scale)) {
    throw new RangeError(`Cannot make muon as scale must be original, matchRms or none: got ${scale}.`);
  }
  if (typeof companion?.update !== "function") {
    throw new TypeError(`Cannot make muon as its companion must be an optimizer: got ${typeof companion}.`);
  }
  requireRange("muon", "a list", { except });
  const others = except.map((pattern) => ({ pattern, test: namePattern("muon", pattern) }));
  const isMatrix = (name: string, { shape }: tf.Variable) => shape.length > 1 && !others.some(({ test }) => test(name));
  const divide = <T>(values: Readonly<Record<string, T>>, params: Params, matrices: boolean): Record<string, T> =>
    Object.fromEntries(Object.entries(values).filter(([name]) => isMatrix(name, params[name]!) === matrices));

  return Object.freeze<Optimizer>({
    name: `muon + ${companion.name}`,
    settings,
    lr: lrAt,
    init(params) {
      const own = distinct(params), idle = others.find(({ test }) => !Object.keys(own).some(test));
      if (idle !== undefined) {
        throw new RangeError(
          `Cannot use muon as every pattern of except must name a weight: got ${idle.pattern}. The weights are ${
            Object.keys(own).slice(0, 5).join(", ")
          }, ...`,
        );
      }
      return { ...makeSlots(divide(own, own, true), ["momentum"]), ...companion.init(divide(own, own, false)) };
    },
    update(grads, slots, params, moment) {
      const numbersOf = follow(moment);
      for (const [name, gradient] of Object.entries(divide(grads, params, true))) {
        const { lr, momentum, weightDecay } = numbersOf(name), w = params[name]!, mean = slots[`${name}/momentum`]!;
        followUpdate(mean, gradient, { share: 1 - momentum });
        const ahead = nesterov ? tf.add(tf.mul(gradient, 1 - momentum), tf.mul(mean, momentum)) : mean;
        const outputs = w.shape.at(-1)!, inputs = w.size / outputs;
        const direction = orthogonalized(tf.reshape(ahead, [inputs, outputs]), steps);
        formulaUpdate(move, {
          writes: { weight: w },
          reads: { direction: tf.reshape(direction, w.shape) },
          numbers: { lr: lr * SCALES[scale](inputs, outputs), keep: 1 - lr * weightDecay },
        });
      }
      const rest = divide(grads, params, false);
      if (Object.keys(rest).length > 0) companion.update(rest, slots, params, moment);
    },
    ...companion.published && { published: (slots: Slots, params) => companion.published!(slots, params) },
    ...companion.flush && { flush: (slots: Slots, params, moment) => companion.flush!(slots, params, moment) },
  });
}

const move: Formula<"weight", "direction", "lr" | "keep"> = ({ sub, mul }, { weight, direction, lr, keep }) => ({
  weight: sub(mul(weight, keep), mul(direction, lr)),
});

/** The companion of the reference, whose learning rate is 0.015 of that of the matrices. */
function besides(lrAt: Schedule, lr: number | Schedule): Optimizer {
  const share = 0.015;
  return adamw({
    lr: typeof lr === "function" ? (step, span) => share * lrAt(step, span) : share * lr,
    ...{ beta1: 0.9, beta2: 0.95, epsilon: 1e-10, weightDecay: 0 },
  });
}
