/** Clipping by the length of the gradient as a whole, which keeps its direction. */
import type { GradientTransform, Tensors } from "../optimizer.ts";
import { tf } from "../tf.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { meeting } from "../tensors/meeting.ts";

/** What is measured. */
export interface ClipByNormOptions {
  /**
   * Which norm: the p-th root of the sum of the p-th powers of all numbers' sizes; for `Infinity` the largest size. At least 1.
   * Default 2, their length.
   */
  readonly norm?: number;
}

/**
 * Scales all gradients together so that their norm is at most `max` (Pascanu et al., 2013), as PyTorch's
 * `clip_grad_norm_`. For {@linkcode chain}. The norm before that is logged with the losses, as `grad_norm`.
 *
 * @param max The largest norm of all gradients together.
 * @throws {RangeError} If `max` is not a finite number above 0, or `norm` not a number of at least 1.
 * @throws {TypeError} If there is an option that it does not know.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { clipByNorm, tf } from "jsr:@raptor/raptor";
 *
 * const grads = { a: tf.tensor1d([3]), b: tf.tensor1d([4]) };
 * const clipped = clipByNorm(1).transform(grads, {}, {}, { step: 0, steps: 1, stepsPerEpoch: 1 });
 * assertAlmostEquals(clipped.a!.dataSync()[0]!, 0.6, 1e-6);
 * ```
 */
export function clipByNorm(max: number, options: ClipByNormOptions = {}): GradientTransform {
  const { norm, norm: p = 2 } = given(options);
  const settings = settle("clipByNorm", options, { norm }, { max });
  requireRange("clipByNorm", "a finite number above 0", { max });
  if (!(p >= 1)) throw new RangeError(`Cannot make clipByNorm as norm must be at least 1, or Infinity: got ${p}.`);
  return Object.freeze<GradientTransform>({
    name: "clipByNorm",
    settings,
    // Sums over ranks are met for; a largest size is none.
    elementwise: p !== Infinity,
    init: () => ({}),
    transform(grads, _slots, _params, { log }) {
      if (Object.keys(grads).length === 0) return grads;
      const norm = normOf(grads, p);
      log?.("grad_norm", norm);
      // The small number is PyTorch's, which keeps a norm of 0 from dividing.
      const scale = tf.minimum(tf.div(max, tf.add(norm, 1e-6)), 1);
      return Object.fromEntries(Object.entries(grads).map(([name, gradient]) => [name, tf.mul(gradient, scale)]));
    },
  });
}

function normOf(grads: Tensors, p: number): tf.Scalar {
  const tensors = Object.values(grads), units = meeting()?.units;
  if (units !== undefined) {
    // Of what is shared out over ranks each has a part.
    const isPart = (name: string) => units.isPart(name), names = Object.keys(grads);
    const powers = (those: readonly string[]) => those.map((name) => powerOf(grads[name]!, p));
    const parts = units.sum(tf.addN([tf.scalar(0), ...powers(names.filter(isPart))]) as tf.Scalar);
    return rootOf(tf.addN([parts, ...powers(names.filter((name) => !isPart(name)))]) as tf.Scalar, p);
  }
  if (p !== Infinity) return rootOf(tf.addN(tensors.map((tensor) => powerOf(tensor, p))) as tf.Scalar, p);
  return tf.max(tf.stack(tensors.map((tensor) => tf.max(tf.abs(tensor)))));
}

function powerOf(tensor: tf.Tensor, p: number): tf.Scalar {
  return p === 2 ? tf.sum(tf.square(tensor)) : tf.sum(tf.pow(tf.abs(tensor), p));
}

function rootOf(sum: tf.Scalar, p: number): tf.Scalar {
  return p === 2 ? tf.sqrt(sum) : tf.pow(sum, 1 / p);
}
