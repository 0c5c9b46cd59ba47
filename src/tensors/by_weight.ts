/**
 * Samples that weigh unlike: what is computed for each of them, weighed, how much there is of it, and the losses that
 * are its means.
 */
import type { Weighted } from "../source.ts";
import { tf } from "../tf.ts";
import { asPart } from "../options/settle.ts";
import type { Settings } from "../settings.ts";

/**
 * Whether targets come with weights.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { isWeighted } from "./by_weight.ts";
 *
 * const target = tf.tensor1d([1, 2]);
 * assertEquals([isWeighted(target), isWeighted({ target, weight: tf.ones([2]) })], [false, true]);
 * ```
 */
export function isWeighted<Y>(given: Y | Weighted<Y>): given is Weighted<Y> {
  return typeof given === "object" && given !== null && !(given instanceof tf.Tensor) && "weight" in given &&
    "target" in given;
}

/**
 * Targets apart from their weights, where there are some.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { apart } from "./by_weight.ts";
 *
 * const target = tf.tensor1d([1, 2]), weight = tf.tensor1d([1, 1]);
 * assertEquals([apart(target), apart({ target, weight })], [{ target, weight: undefined }, { target, weight }]);
 * ```
 */
export function apart<Y>(
  given: Y | Weighted<Y>,
): { readonly target: Y; readonly weight: tf.Tensor1D | undefined } {
  return isWeighted<Y>(given) ? given : { target: given, weight: undefined };
}

/**
 * Refuses targets with weights where samples cannot weigh unlike.
 *
 * @param verb What is not done, such as `judge by f1`.
 * @param takers What takes weights, for the hint.
 * @throws {TypeError} If there are weights.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { refuseWeights } from "./by_weight.ts";
 *
 * const target = tf.tensor1d([1, 2]), text = "Cannot judge by f1 as it takes all samples alike: got targets with weights.";
 * assertThrows(() => refuseWeights("judge by f1", { target, weight: tf.ones([2]) }, "accuracy()"), TypeError, text);
 * ```
 */
export function refuseWeights(verb: string, given: unknown, takers: string): void {
  if (!isWeighted(given)) return;
  throw new TypeError(
    `Cannot ${verb} as it takes all samples alike: got targets with weights. Take ${takers}, which weigh them, or leave the weights out.`,
  );
}

/**
 * Numbers of each sample, multiplied by its weight.
 *
 * @param values Of which the first axis is the samples, or the first two in one row.
 * @param weight [batch].
 * @throws {TypeError} If there is no weight for each sample.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { byWeight } from "./by_weight.ts";
 *
 * const tokens = tf.tensor1d([1, 2, 3, 4]);
 * assertEquals(byWeight(tokens, tf.tensor1d([10, 1])).arraySync(), [[10, 20], [3, 4]]);
 * ```
 */
export function byWeight(values: tf.Tensor, weight: tf.Tensor1D): tf.Tensor2D {
  if (weight.rank !== 1 || values.size % Math.max(1, weight.size) !== 0) {
    throw new TypeError(
      `Cannot weigh samples as each must have one weight: got [${weight.shape.join(", ")}] for [${
        values.shape.join(", ")
      }].`,
    );
  }
  const rows = tf.reshape(tf.cast(values, "float32"), [weight.size, -1]);
  return tf.mul(rows, tf.expandDims(weight, 1)) as tf.Tensor2D;
}

/**
 * What each answer weighs, [answers]: as its sample does.
 *
 * @param answers How many there are.
 * @param weight [batch], or none, where all weigh 1.
 * @throws {TypeError} If there is no weight for each sample.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { weightOfEach } from "./by_weight.ts";
 *
 * assertEquals(weightOfEach(4, tf.tensor1d([10, 1])).arraySync(), [10, 10, 1, 1]);
 * ```
 */
export function weightOfEach(answers: number, weight: tf.Tensor1D | undefined): tf.Tensor1D {
  const ones = tf.ones([answers]) as tf.Tensor1D;
  return weight === undefined ? ones : tf.reshape(byWeight(ones, weight), [answers]);
}

/**
 * The sum of some losses by the sum of their weights; 0 where nothing weighs anything.
 *
 * @param sum Of the losses, each by its weight.
 * @param weight Of the weights.
 */
export function weighedMean(sum: tf.Tensor, weight: tf.Tensor): tf.Scalar {
  return tf.div(sum, tf.where(tf.equal(weight, 0), 1, weight)) as tf.Scalar;
}

/** What a loss says of itself. */
export interface MeanLossOptions {
  /** How it was made. */
  readonly settings: Settings;
  /** What the mean is a mean over, as `count` of a loss. Default the samples. */
  readonly count?: (target: tf.Tensor) => number;
  /** As of a loss. */
  readonly takes?: "logits";
}

/**
 * A loss that is the mean of what `each` answers. Where targets come with weights it is sum(weight x loss) / sum(weight), and counts what
 * weighs, so that batches of unlike weights are accumulated, and shared out among ranks, as one batch of all of them.
 *
 * @param name Its name in logs.
 * @param each The losses, of which the first axis is the samples, or the first ones in one row.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { meanLoss } from "./by_weight.ts";
 *
 * const error = meanLoss("error", (p: tf.Tensor, y: tf.Tensor) => tf.sub(p, y), { settings: {} });
 * const target = tf.zeros([2]), prediction = tf.tensor1d([4, 8]);
 * assertEquals(error(prediction, target).dataSync()[0], 6);
 * assertEquals(error(prediction, { target, weight: tf.tensor1d([3, 1]) }).dataSync()[0], 5);
 * ```
 */
export function meanLoss<P>(
  name: string,
  each: (prediction: P, target: tf.Tensor) => tf.Tensor,
  { settings, count, takes }: MeanLossOptions,
): (prediction: P, target: tf.Tensor | Weighted<tf.Tensor>) => tf.Scalar {
  const judge = (prediction: P, given: tf.Tensor | Weighted<tf.Tensor>): tf.Scalar => {
    if (!isWeighted(given)) return tf.mean(each(prediction, given)) as tf.Scalar;
    const { target, weight } = given, losses = byWeight(each(prediction, target), weight);
    return weighedMean(tf.sum(tf.mean(losses, 1)), tf.sum(weight));
  };
  return asPart(name, judge, {
    settings,
    staticGraph: true,
    ...takes && { takes },
    count: (given: tf.Tensor | Weighted<tf.Tensor>): number | tf.Scalar => {
      const { target, weight } = isWeighted(given) ? given : { target: given, weight: undefined };
      const size = target.shape[0] ?? 1, all = count?.(target) ?? size;
      return weight === undefined ? all : tf.mul(tf.sum(weight), all / size) as tf.Scalar;
    },
  });
}
