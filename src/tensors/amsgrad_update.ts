/** The update of Adam that never forgets the largest mean square. */
import type { tf } from "../tf.ts";
import { type Formula, formulaUpdate } from "./formula_update.ts";
import type { AdamAmounts, AdamUpdate } from "./update.ts";

/** What {@linkcode amsgradUpdate} changes. */
export interface Remembered {
  /** The weight. */
  readonly weight: tf.Variable;
  /** The running mean of its gradient. */
  readonly first: tf.Variable;
  /** That of the gradient's square. */
  readonly second: tf.Variable;
  /** The largest that was. */
  readonly largest: tf.Variable;
}

/**
 * Moves a weight as `adamUpdate` does, but divides by the root of the largest mean square so far (Reddi et al., 2018).
 *
 * Engines may register the kernel `AmsgradUpdate` ({weight, first, second, largest, gradient} and the numbers of `adamUpdate`).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf, weight } from "jsr:@raptor/raptor";
 * import { amsgradUpdate } from "./amsgrad_update.ts";
 *
 * const remembered = { weight: weight([1], 1), first: weight([1], 0), second: weight([1], 0), largest: weight([1], 64) };
 * tf.tidy(() => amsgradUpdate(remembered, tf.tensor1d([4]), { lr: 0.5, beta1: 0, beta2: 0, epsilon: 0 }));
 * assertEquals([remembered.weight.arraySync(), remembered.largest.arraySync()], [[0.75], [64]]);
 * ```
 */
export function amsgradUpdate(
  remembered: Remembered,
  gradient: tf.Tensor,
  { lr, beta1, beta2, epsilon, keep = 1 }: AdamAmounts,
): void {
  const numbers = { lr, beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, epsilon, keep };
  formulaUpdate(AMSGRAD, { writes: { ...remembered }, reads: { gradient }, numbers, kernel: "AmsgradUpdate" });
}

type Numbers = keyof AdamUpdate | "rest1" | "rest2";

const AMSGRAD: Formula<keyof Remembered, "gradient", Numbers> = (
  { add, sub, mul, div, max, sqrt, square },
  { weight, first, second, largest, gradient, lr, beta1, rest1, beta2, rest2, epsilon, keep },
) => {
  const mean = add(mul(first, beta1), mul(gradient, rest1));
  const squares = add(mul(second, beta2), mul(square(gradient), rest2));
  const most = max(largest, squares);
  return {
    weight: sub(mul(weight, keep), mul(div(mean, add(sqrt(most), epsilon)), lr)),
    ...{ first: mean, second: squares, largest: most },
  };
};
