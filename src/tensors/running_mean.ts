/** Running means of gradients, which begin at 0: their shares as engines compute with them, and what the first few lack. */
import type { Moment } from "../optimizer.ts";
import { tf } from "../tf.ts";

/** A number, known to the host or to the device alone. */
export type Amount = number | tf.Scalar;

/** Numbers of an update that count the updates that were made. */
export interface Debias {
  /** The number of this update, from 1. */
  readonly t: Amount;
  /** 1 - share^t: what a running mean that keeps this share of itself is to be divided by, in [0, 1). */
  rest(share: number): Amount;
}

/**
 * The numbers of an update. An update that was left out since its step was not finite does not count; which ones those are the
 * device alone knows, and where it may be so (`Moment.leftOut`), the numbers are scalars.
 *
 * @param moment Of the update.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { debias } from "./running_mean.ts";
 *
 * const moment = { step: 4, steps: 9, stepsPerEpoch: 9 };
 * assertEquals(debias(moment).rest(0.5), 1 - 0.5 ** 5);
 * const known = debias({ ...moment, leftOut: tf.scalar(2) }).rest(0.5) as tf.Scalar;
 * assertAlmostEquals(known.dataSync()[0]!, 1 - 0.5 ** 3, 1e-6);
 * ```
 */
export function debias({ step, updates, leftOut }: Moment): Debias {
  const t = (updates ?? step) + 1;
  if (leftOut === undefined) return { t, rest: (share) => 1 - share ** t };
  const made = tf.sub(t, leftOut) as tf.Scalar;
  // In float32, 1 - 0.999 has three digits less than it should: hence expm1.
  return { t: made, rest: (share) => share === 0 ? 1 : tf.neg(tf.expm1(tf.mul(made, Math.log(share)))) as tf.Scalar };
}

/** a * b, on the host where both are known there. */
export function times(a: Amount, b: Amount): Amount {
  return typeof a === "number" && typeof b === "number" ? a * b : tf.mul(a, b) as tf.Scalar;
}

/** a / b, on the host where both are known there. */
export function over(a: Amount, b: Amount): Amount {
  return typeof a === "number" && typeof b === "number" ? a / b : tf.div(a, b) as tf.Scalar;
}

/** The root of a, on the host where it is known there. */
export function rootOf(a: Amount): Amount {
  return typeof a === "number" ? Math.sqrt(a) : tf.sqrt(a) as tf.Scalar;
}

/**
 * The float32 number below 1 that is nearest to a share. Engines compute with that, and what is left of 1 is exact for it (from
 * 0.5 on): of another number it would be off by 1e-5, and the corrections of a mean that begins at 0 would not be.
 *
 * @param share In [0, 1).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { share } from "./running_mean.ts";
 *
 * assertEquals([share(0.5), share(0.9), share(1 - 1e-12)], [0.5, Math.fround(0.9), 1 - 2 ** -24]);
 * ```
 */
export function share(share: number): number {
  return Math.min(Math.fround(share), 1 - 2 ** -24);
}
