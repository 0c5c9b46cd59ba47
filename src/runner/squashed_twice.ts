/** What is made a probability twice, which learns, badly, and says nothing. */
import type { Loss } from "../loss.ts";
import type { Model } from "../model.ts";

/**
 * A line for the log where a model's predictions are probabilities already, and the loss takes logits.
 *
 * @param model What is trained.
 * @param loss What it is trained by.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { crossEntropy, dense } from "jsr:@raptor/raptor";
 * import { squashedTwice } from "./squashed_twice.ts";
 *
 * assertEquals(squashedTwice(dense({ inputs: 2, units: 2 }), crossEntropy()), []);
 * ```
 */
export function squashedTwice(
  model: Pick<Model<never, unknown>, "name" | "gives">,
  loss: Loss<never, never> | undefined,
): string[] {
  if (model.gives !== "probabilities" || loss?.takes !== "logits") return [];
  return [
    `The loss ${loss.name} takes logits, and ${model.name} ends in a softmax or a sigmoid: it would learn faster, and better, without ` +
    "that last activation. Predictions are then logits; tf.softmax() or tf.sigmoid() makes probabilities of them.",
  ];
}
