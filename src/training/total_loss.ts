/**
 * What a loss answers: the total to make smaller, the parts to log beside it and what layers log, and the score that it
 * is of a validation.
 */
import { tf } from "../tf.ts";
import type { Mode } from "../model.ts";
import type { Loss } from "../loss.ts";
import type { Metric } from "../metric.ts";
import { TAKEN } from "../options/score_names.ts";
import { requireRange } from "../options/settle.ts";
import { tensorsIn } from "../tensors/tensors_in.ts";

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
 * @throws {TypeError} If it is neither a scalar nor named scalars, or a name is one that the logs use for themselves.
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
  for (const [name, part] of Object.entries(answer)) {
    requireScalar(`the part "${name}"`, part);
    if (!TAKEN.includes(name)) continue;
    throw new TypeError(
      `Cannot name a part of ${who} "${name}" as the logs call something of their own so. Rename it.`,
    );
  }
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

/** The numbers of one forward pass. */
export interface LoggedScalars {
  /** Of the pass's mode. A name that comes again stands for the last. */
  readonly log: NonNullable<Mode["log"]>;
  /** What the loss answers, and beside it what was logged. */
  beside<A>(answer: A): A | Readonly<Record<string, tf.Scalar>>;
}

/**
 * Begins to listen to a forward pass.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { loggedScalars } from "./total_loss.ts";
 *
 * const logged = loggedScalars();
 * logged.log("entropy", tf.scalar(0.5));
 * assertEquals(Object.keys(logged.beside(tf.scalar(2))), ["loss", "entropy"]);
 * ```
 */
export function loggedScalars(): LoggedScalars {
  const logged: Record<string, tf.Scalar> = {};
  return {
    log(name, value) {
      if (typeof name !== "string" || name === "" || name.includes("loss")) {
        throw new TypeError(
          `Cannot log from a forward pass as a name is a word without "loss", which it would be summed by: got ${
            JSON.stringify(name)
          }. What is to be minimised is the loss's to answer.`,
        );
      }
      if (!(value instanceof tf.Tensor) || value.rank !== 0) {
        const got = value as unknown instanceof tf.Tensor ? `a tensor of shape [${(value as tf.Tensor).shape}]` : value;
        throw new TypeError(
          `Cannot log ${name} as it must be a scalar: got ${got}. Take its mean or its sum, by operations of tf.`,
        );
      }
      logged[name] = value;
    },
    beside(answer) {
      const names = Object.keys(logged);
      if (names.length === 0) return answer;
      const parts = namedScalars(answer, "a loss"), twice = names.find((name) => name in parts);
      if (twice === undefined) return { ...parts, ...logged };
      throw new TypeError(
        `Cannot log ${twice} from a forward pass as the loss answers that name: got both. Rename one of them.`,
      );
    },
  };
}

/** A loss as a score; it remembers losses, each times the examples that it is a mean over, and these examples. */
export type LossScore<P, Y> = Metric<"loss", P, Y, Readonly<Record<"sum" | "count", tf.Tensor>>>;

/**
 * Makes a metric of a loss: its mean over all examples, each batch weighed by what its loss is a mean over, which is its size
 * unless the loss counts otherwise. So it is that of all batches as one, ragged and masked ones too. What the model adds to
 * the loss is not in it.
 *
 * @param loss What the run makes smaller.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { lossScore, meanSquaredError, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = lossScore(meanSquaredError());
 * let state = metric.init();
 * for (const errors of [[1, 1, 1], [3]]) state = metric.update(state, tf.tensor1d(errors), tf.zeros([errors.length]));
 * assertAlmostEquals((await scoresOf([metric], [state])).loss!, (1 + 1 + 1 + 9) / 4, 1e-6);
 * ```
 */
export function lossScore<P, Y>(loss: Loss<P, Y>): LossScore<P, Y> {
  requireRange("lossScore", "a function", { loss });
  return Object.freeze<LossScore<P, Y>>({
    name: "loss",
    better: "lower",
    settings: Object.freeze({ ...loss.settings, of: loss.name || "a loss" }),
    merge: "sum",
    init: () => ({ sum: tf.scalar(0), count: tf.scalar(0) }),
    update({ sum, count }, prediction, target) {
      const { total } = totalLoss(loss(prediction, target));
      const examples = loss.count?.(target) ?? tf.scalar(sizeOf([target, prediction]));
      return { sum: tf.add(sum, tf.mul(total, examples)), count: tf.add(count, examples) };
    },
    compute: ({ sum, count }) => tf.div(sum, tf.maximum(count, 1e-30)) as tf.Scalar,
  });
}

/** The size of a batch, which its tensors begin with. */
function sizeOf(batch: unknown): number {
  return tensorsIn(batch).find(({ rank }) => rank > 0)?.shape[0] ?? 1;
}
