/** What a loss answers, as the total to make smaller and the parts to log beside it. */
import { tf } from "../tf.ts";

/** A loss in one form. */
export interface TotalLoss {
  /** What is made smaller. */
  readonly total: tf.Scalar;
  /** What is logged beside it, by name; never `loss`, which is the total's. */
  readonly parts: Readonly<Record<string, tf.Scalar>>;
}

/**
 * Sums up what a loss answers. Parts whose name holds `loss` are summed, the others only logged (MMEngine's
 * `parse_losses`).
 *
 * @param answer Of a loss.
 * @param penalty What the model adds, which becomes the part `loss_penalty`.
 * @throws {TypeError} If the answer is neither a scalar nor named scalars, if none of them is to be made smaller, or if a
 *   part takes the name of the total.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { totalLoss } from "./total_loss.ts";
 *
 * const { total, parts } = totalLoss({ loss_a: tf.scalar(2), loss_b: tf.scalar(3), accuracy: tf.scalar(9) });
 * assertEquals([total.dataSync()[0], Object.keys(parts)], [5, ["loss_a", "loss_b", "accuracy"]]);
 * ```
 */
export function totalLoss(answer: unknown, penalty?: tf.Scalar): TotalLoss {
  const alone = answer instanceof tf.Tensor, said = namedScalars(answer, "a loss");
  if (penalty !== undefined && "loss_penalty" in said) {
    throw new TypeError('Cannot name a part of the loss "loss_penalty" as that is the model\'s: got both. Rename it.');
  }
  const summed = Object.keys(said).filter((name) => name.includes("loss"));
  if (summed.length === 0) {
    throw new TypeError(
      `Cannot train as a part of the loss must have "loss" in its name, and those are summed: got ` +
        `${Object.keys(said).join(", ") || "no parts"}. Rename what is to be made smaller, such as loss_a.`,
    );
  }
  if (!alone && summed.length > 1 && "loss" in said) {
    throw new TypeError(
      `Cannot name a part "loss" as that is the total of all whose name holds it: got ${
        summed.join(", ")
      }. Rename it, ` +
        "such as loss_main.",
    );
  }
  // `loss` alone is the total, so it is logged once.
  const { loss: _, ...parts } = said;
  const terms = [...summed.map((name) => said[name]!), ...penalty === undefined ? [] : [penalty]];
  const total = alone && terms.length === 1 ? answer as tf.Scalar : tf.addN(terms) as tf.Scalar;
  return { total, parts: penalty === undefined ? parts : { ...parts, loss_penalty: penalty } };
}

/**
 * What a loss or a step answers, by name; a lone scalar is the `loss`.
 *
 * @param who Whose answer it is, for the error.
 * @throws {TypeError} If it is neither a scalar nor named scalars.
 */
export function namedScalars(answer: unknown, who: string): Readonly<Record<string, tf.Scalar>> {
  if (answer instanceof tf.Tensor) {
    requireScalar("the loss", answer);
    return { loss: answer as tf.Scalar };
  }
  if (typeof answer !== "object" || answer === null || Array.isArray(answer) || answer instanceof Promise) {
    const got = Array.isArray(answer) ? "a list" : answer instanceof Promise ? "a promise" : String(answer);
    throw new TypeError(
      `Cannot train as ${who} must answer a scalar, or scalars by name: got ${got}. ` +
        "Compute it by operations of tf, without waiting for values.",
    );
  }
  for (const [name, part] of Object.entries(answer)) requireScalar(`the part "${name}"`, part);
  return answer as Readonly<Record<string, tf.Scalar>>;
}

function requireScalar(what: string, part: unknown): void {
  if (part instanceof tf.Tensor && part.rank === 0) return;
  const tensor = part instanceof tf.Tensor;
  throw new TypeError(
    `Cannot train as ${what} must be a scalar: got ${
      tensor ? `a tensor of shape [${part.shape.join(", ")}]` : part
    }. ` +
      (tensor ? "Take its mean or its sum." : "Compute it by operations of tf, without reading values."),
  );
}
