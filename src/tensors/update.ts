/**
 * The updates of weights, in place: one kernel a weight where the engine has one, which reads and writes each number
 * once, else a composition of plain operations.
 *
 * An engine's kernel changes the data of the variables it is given and has no outputs.
 */
import { tf } from "../tf.ts";
import { type Formula, formulaUpdate } from "./formula_update.ts";
import { inPlace } from "./kernel.ts";

/**
 * Moves a weight down its gradient: w -= lr * g.
 *
 * Engines may register the kernel `DescentUpdate` ({weight, gradient} and {lr}).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { descentUpdate, tf } from "jsr:@raptor/raptor";
 *
 * const weight = tf.variable(tf.tensor1d([1]));
 * tf.tidy(() => descentUpdate(weight, tf.tensor1d([2]), { lr: 0.25 }));
 * assertEquals(weight.arraySync(), [0.5]);
 * ```
 */
export function descentUpdate(weight: tf.Variable, gradient: tf.Tensor, { lr }: { readonly lr: number }): void {
  if (inPlace("DescentUpdate", { weight, gradient }, { lr })) return;
  weight.assign(tf.sub(weight, tf.mul(gradient, lr)));
}

/** The numbers of {@linkcode momentumUpdate}. */
export interface MomentumUpdate {
  /** The learning rate. */
  readonly lr: number;
  /** The share of the velocity that stays. */
  readonly momentum: number;
  /** Whether to look ahead along the velocity. */
  readonly nesterov: boolean;
}

/**
 * Moves a weight by momentum (Polyak, 1964; as PyTorch writes it): v = momentum * v + g, then w -= lr * v,
 * or with Nesterov's way w -= lr * (g + momentum * v).
 *
 * Engines may register the kernel `MomentumUpdate` ({weight, velocity, gradient} and {lr, momentum, nesterov}).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { momentumUpdate, tf } from "jsr:@raptor/raptor";
 *
 * const [weight, velocity] = [tf.variable(tf.tensor1d([1])), tf.variable(tf.tensor1d([1]))];
 * tf.tidy(() => momentumUpdate(weight, velocity, tf.tensor1d([2]), { lr: 0.25, momentum: 0.5, nesterov: false }));
 * assertEquals([weight.arraySync(), velocity.arraySync()], [[0.375], [2.5]]);
 * ```
 */
export function momentumUpdate(
  weight: tf.Variable,
  velocity: tf.Variable,
  gradient: tf.Tensor,
  { lr, momentum, nesterov }: MomentumUpdate,
): void {
  if (inPlace("MomentumUpdate", { weight, velocity, gradient }, { lr, momentum, nesterov })) return;
  velocity.assign(tf.add(tf.mul(velocity, momentum), gradient));
  const direction = nesterov ? tf.add(gradient, tf.mul(velocity, momentum)) : velocity;
  weight.assign(tf.sub(weight, tf.mul(direction, lr)));
}

/** The numbers of {@linkcode adamUpdate}, with the corrections for the first steps already in them. */
export interface AdamUpdate {
  /** The learning rate. */
  readonly lr: number;
  /** The share of the first moment that stays. */
  readonly beta1: number;
  /** The share of the second moment that stays. */
  readonly beta2: number;
  /** Added to the square root of the second moment. */
  readonly epsilon: number;
  /** What is left of the weight before it moves, as decoupled weight decay has it. Default 1. */
  readonly keep?: number;
}

/** The same, where the device alone may know how many updates were made, and so the corrections. */
export interface AdamAmounts extends Omit<AdamUpdate, "lr" | "epsilon"> {
  /** The learning rate. */
  readonly lr: number | tf.Scalar;
  /** Added to the square root of the second moment. */
  readonly epsilon: number | tf.Scalar;
}

/**
 * Moves a weight as Adam does (Kingma and Ba, 2015), in the form at the end of their section 2:
 * m = beta1 * m + (1 - beta1) * g, v = beta2 * v + (1 - beta2) * g², w = keep * w - lr * m / (sqrt(v) + epsilon).
 * The caller puts the corrections for the first steps into `lr` and `epsilon`.
 *
 * Engines may register the kernel `AdamUpdate` ({weight, first, second, gradient} and {lr, beta1, beta2, epsilon, keep}), and
 * `AdamUpdateByScalars`, of whose numbers those that the device alone knows are inputs.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { adamUpdate, tf } from "jsr:@raptor/raptor";
 *
 * const [weight, first, second] = [1, 0, 0].map((value) => tf.variable(tf.tensor1d([value])));
 * const numbers = { lr: 0.5, beta1: 0, beta2: 0, epsilon: 0 };
 * tf.tidy(() => adamUpdate(weight!, first!, second!, tf.tensor1d([4]), numbers));
 * assertEquals(weight!.arraySync(), [0.5]);
 * ```
 */
export function adamUpdate(
  weight: tf.Variable,
  first: tf.Variable,
  second: tf.Variable,
  gradient: tf.Tensor,
  { lr, beta1, beta2, epsilon, keep = 1 }: AdamAmounts,
): void {
  if (inPlace("AdamUpdate", { weight, first, second, gradient }, { lr, beta1, beta2, epsilon, keep })) return;
  const numbers = { lr, beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, epsilon, keep };
  formulaUpdate(ADAM, { writes: { weight, first, second }, reads: { gradient }, numbers });
}

type AdamNumbers = keyof AdamUpdate | "rest1" | "rest2";

const ADAM: Formula<"weight" | "first" | "second", "gradient", AdamNumbers> = (
  { add, sub, mul, div, sqrt, square },
  { weight, first, second, gradient, lr, beta1, rest1, beta2, rest2, epsilon, keep },
) => {
  const mean = add(mul(first, beta1), mul(gradient, rest1));
  const squares = add(mul(second, beta2), mul(square(gradient), rest2));
  return {
    weight: sub(mul(weight, keep), mul(div(mean, add(sqrt(squares), epsilon)), lr)),
    first: mean,
    second: squares,
  };
};

/**
 * Moves a weight a share of the way to a target, as running statistics follow those of a batch:
 * w += share * (target - w).
 *
 * Engines may register the kernel `FollowUpdate` ({weight, target} and {share}).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { followUpdate } from "./update.ts";
 *
 * const weight = tf.variable(tf.tensor1d([1]));
 * tf.tidy(() => followUpdate(weight, tf.tensor1d([3]), { share: 0.25 }));
 * assertEquals(weight.arraySync(), [1.5]);
 * ```
 */
export function followUpdate(
  weight: tf.Variable,
  target: tf.Tensor,
  { share }: { readonly share: number | tf.Scalar },
): void {
  if (inPlace("FollowUpdate", { weight, target }, { share })) return;
  weight.assign(tf.add(weight, tf.mul(tf.sub(target, weight), share)));
}

/**
 * Gives a weight back what it held before, where the change is not to be kept, in place.
 *
 * Engines may register the kernel `TakeBackUpdate` ({weight, before, keep}).
 *
 * @param before A copy of what it held.
 * @param keep A boolean scalar.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { takeBackUpdate } from "./update.ts";
 *
 * const weight = tf.variable(tf.tensor1d([NaN]));
 * tf.tidy(() => takeBackUpdate(weight, tf.tensor1d([3]), tf.scalar(false, "bool")));
 * assertEquals(weight.arraySync(), [3]);
 * ```
 */
export function takeBackUpdate(weight: tf.Variable, before: tf.Tensor, keep: tf.Tensor): void {
  if (!inPlace("TakeBackUpdate", { weight, before, keep }, {})) weight.assign(tf.where(keep, weight, before));
}

/**
 * Adds a share of a weight to its gradient: g + weightDecay * w.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { decayed } from "./update.ts";
 *
 * assertEquals(decayed(tf.tensor1d([1]), tf.tensor1d([4]), 0.5).arraySync(), [3]);
 * ```
 */
export function decayed(gradient: tf.Tensor, w: tf.Tensor, weightDecay: number): tf.Tensor {
  return weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(w, weightDecay));
}
