/** Gradients whose mean is taken off. */
import type { GradientTransform } from "../optimizer.ts";
import { tf } from "../tf.ts";
import { plainRecord } from "../options/plain.ts";

/**
 * Takes the mean over the inputs of each output off the gradients of matrices and filters (Yong et al., 2020, gradient
 * centralization), all axes but the last. Those of fewer than two axes stay as they are. For {@linkcode chain}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { centralize, tf } from "jsr:@raptor/raptor";
 *
 * const grads = { kernel: tf.tensor2d([[1, 2], [3, 6]]), bias: tf.tensor1d([5, 7]) };
 * const { kernel, bias } = centralize().transform(grads, {}, {}, { step: 0, steps: 1, stepsPerEpoch: 1 });
 * assertEquals([kernel!.arraySync(), bias!.arraySync()], [[[-1, -2], [1, 2]], [5, 7]]);
 * ```
 */
export function centralize(): GradientTransform {
  return Object.freeze<GradientTransform>({
    name: "centralize",
    settings: plainRecord({}),
    init: () => ({}),
    transform: (grads) =>
      Object.fromEntries(
        Object.entries(grads).map(([name, gradient]) => {
          const inputs = Array.from({ length: gradient.rank - 1 }, (_, axis) => axis);
          return [
            name,
            inputs.length === 0 || gradient.rank === 0 ? gradient : tf.sub(gradient, tf.mean(gradient, inputs, true)),
          ];
        }),
      ),
  });
}
