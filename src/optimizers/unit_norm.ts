/** Matrices of constant size: the optimizer turns them, and their length says nothing. */
import type { Optimizer } from "../optimizer.ts";
import { plainRecord } from "../options/plain.ts";
import { tf } from "../tf.ts";

/**
 * Brings matrices to the norm sqrt(outputs) before each update, as if each output had a vector of weights of length 1.
 *
 * A layer whose output is normalised does the same whatever the length of its kernel; but the longer the kernel is the less
 * an update turns it. With a constant length the learning rate alone says how far (Jordan, 2024, in airbench). Matrices are the
 * weights of two or more axes that have a gradient; the kernel of a convolution is the matrix of all its inputs by its outputs.
 *
 * @param optimizer What moves the weights.
 * @throws {TypeError} If it is no optimizer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sgd, tf, unitNorm, weight } from "jsr:@raptor/raptor";
 *
 * const params = { kernel: weight([4, 1], 3), bias: weight([1], 3) };
 * const optimizer = unitNorm(sgd({ lr: 1 })), grads = { kernel: tf.zeros([4, 1]), bias: tf.zeros([1]) };
 * tf.tidy(() => optimizer.update(grads, optimizer.init(params), params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
 * assertEquals([...params.kernel.dataSync(), ...params.bias.dataSync()], [0.5, 0.5, 0.5, 0.5, 3]);
 * ```
 */
export function unitNorm(optimizer: Optimizer): Optimizer {
  if (typeof optimizer?.update !== "function") {
    throw new TypeError(
      `Cannot make unitNorm as it is given an optimizer: got ${typeof optimizer}. Write unitNorm(sgd(...)).`,
    );
  }
  const whole: Optimizer = Object.freeze<Optimizer>({
    ...optimizer,
    elementwise: false,
    name: `unitNorm > ${optimizer.name}`,
    settings: plainRecord({ optimizer }),
    update(grads, slots, params, moment) {
      for (const name of Object.keys(grads)) {
        const w = params[name]!;
        if (w.rank < 2) continue;
        // A matrix of zeros has no direction, and stays.
        const norm = tf.maximum(tf.sqrt(tf.sum(tf.square(w))), 1e-30);
        w.assign(tf.mul(w, tf.div(Math.sqrt(w.shape.at(-1)!), norm)));
      }
      optimizer.update(grads, slots, params, moment);
    },
    within: (self, around) => self === whole ? unitNorm(around(optimizer)) : undefined,
  });
  return whole;
}
