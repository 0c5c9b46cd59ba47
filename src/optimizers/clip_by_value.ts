/** Clipping number by number. */
import type { GradientTransform } from "../optimizer.ts";
import { tf } from "../tf.ts";
import { plainRecord } from "../options/plain.ts";
import { requireRange } from "../options/settle.ts";

/**
 * Keeps every number of every gradient in [-limit, limit], as PyTorch's `clip_grad_value_`. For {@linkcode chain}.
 *
 * @throws {RangeError} If `limit` is not a finite number above 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { clipByValue, tf } from "jsr:@raptor/raptor";
 *
 * const grads = { w: tf.tensor1d([-3, 0.5, 3]) };
 * const clipped = clipByValue(1).transform(grads, {}, {}, { step: 0, steps: 1, stepsPerEpoch: 1 });
 * assertEquals(clipped.w!.arraySync(), [-1, 0.5, 1]);
 * ```
 */
export function clipByValue(limit: number): GradientTransform {
  requireRange("clipByValue", "a finite number above 0", { limit });
  return Object.freeze<GradientTransform>({
    name: "clipByValue",
    settings: plainRecord({ limit }),
    elementwise: true,
    init: () => ({}),
    transform: (grads) =>
      Object.fromEntries(
        Object.entries(grads).map(([name, gradient]) => [name, tf.clipByValue(gradient, -limit, limit)]),
      ),
  });
}
