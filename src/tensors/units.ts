/**
 * Weights that are shared out over ranks by their numbers, and whole only while they are used (Rajbhandari et al., 2020: ZeRO-3; PyTorch's
 * FSDP): what a part of a network asks of whoever shares them out. A part that is run again for its gradient is a unit: nothing of its weights is
 * kept in between.
 */
import { tf } from "../tf.ts";
import type { Params } from "../model.ts";
import { distinct } from "./by_name.ts";

/** Whoever shares out the weights of a step that is under way. */
export interface Units {
  /** A weight of nothing, by which the gradients of units are asked for, as their own weights are not there. */
  readonly anchor: tf.Variable;
  /** Which of these weights are shared out, and not whole now. */
  apart(weights: readonly tf.Variable[]): tf.Variable[];
  /** Makes weights whole. All ranks ask for the same, in the same order. */
  gather(weights: readonly tf.Variable[]): void;
  /** Gives back what is not of this rank. */
  release(weights: readonly tf.Variable[]): void;
  /** Adds up gradients over ranks, of which this one keeps its part; a weight without one has none. */
  take(weights: readonly tf.Variable[], gradients: readonly (tf.Tensor | undefined)[]): void;
  /** Whether a gradient, by the name of its weight, is the part of this rank. */
  isPart(name: string): boolean;
  /** A scalar, added up over ranks. */
  sum(part: tf.Scalar): tf.Scalar;
}

const unit = Symbol("unit");

/**
 * Says that weights are of a part that is run again for its gradient, and nowhere else.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weight } from "jsr:@raptor/raptor";
 * import { asUnit, isInUnit } from "./units.ts";
 *
 * const [inside, outside] = [weight([2], 0), weight([2], 0)];
 * asUnit({ inside });
 * assertEquals([inside, outside].map(isInUnit), [true, false]);
 * ```
 */
export function asUnit(params: Params): void {
  for (const weight of Object.values(distinct(params))) Object.assign(weight, { [unit]: true });
}

/** Whether a weight is of such a part. */
export function isInUnit(weight: tf.Variable): boolean {
  return (weight as { [unit]?: true })[unit] === true;
}

/** Data that a weight has while it is not whole: no engine knows it, so that whoever reads it is told so at once. */
interface Nothing {
  readonly shared: "out";
}

/**
 * Leaves a weight without its data, which is given back. It goes on by `assign`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf, weight } from "jsr:@raptor/raptor";
 * import { empty } from "./units.ts";
 *
 * const before = tf.memory().numBytes, large = weight([1000], 1);
 * empty(large);
 * assertEquals(tf.memory().numBytes, before);
 * large.assign(tf.ones([1000]));
 * assertEquals(tf.memory().numBytes - before, 4000 * 2);
 * ```
 */
export function empty(weight: tf.Variable): void {
  (tf.engine() as unknown as { disposeTensor(tensor: tf.Tensor): void }).disposeTensor(weight);
  const nothing: Nothing = { shared: "out" };
  (weight as { dataId: object }).dataId = nothing;
}

/** A tensor of its own, which the tidy around takes away. */
export function handOut<T extends tf.Tensor>(tensor: T): T {
  tensor.kept = false;
  (tf.engine() as unknown as { track(tensor: tf.Tensor): void }).track(tensor);
  return tensor;
}
