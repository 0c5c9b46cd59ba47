/** Clipping by the length of the gradient as a whole, which keeps its direction. */
import type { GradientTransform } from "../optimizer.ts";
import { tf } from "../tf.ts";
import { plainRecord } from "../options/plain.ts";
import { requireRange } from "../options/require_range.ts";

/**
 * Scales all gradients together so that their norm is at most `max` (Pascanu et al., 2013), as PyTorch's
 * `clip_grad_norm_`. For {@linkcode chain}. The norm before that is logged with the losses, as `grad_norm`.
 *
 * @param max The largest L2 norm of all gradients together.
 * @throws {RangeError} If `max` is not a finite number above 0.
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
export function clipByNorm(max: number): GradientTransform {
  requireRange("clipByNorm", "a finite number above 0", { max });
  return Object.freeze<GradientTransform>({
    name: "clipByNorm",
    settings: plainRecord({ max }),
    init: () => ({}),
    transform(grads, _slots, _params, { log }) {
      const squares = Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)));
      if (squares.length === 0) return grads;
      const norm = tf.sqrt(tf.addN(squares)) as tf.Scalar;
      log?.("grad_norm", norm);
      // The small number is PyTorch's, which keeps a norm of 0 from dividing.
      const scale = tf.minimum(tf.div(max, tf.add(norm, 1e-6)), 1);
      return Object.fromEntries(Object.entries(grads).map(([name, gradient]) => [name, tf.mul(gradient, scale)]));
    },
  });
}
