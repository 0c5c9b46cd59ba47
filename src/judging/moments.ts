/** Means and spreads of two columns of numbers, batch by batch: each batch around its own mean, so that no digits are lost. */
import type { HostTensor } from "../snapshot.ts";
import type { Weighted } from "../source.ts";
import { apart, byWeight } from "../tensors/by_weight.ts";
import { requireTensors } from "../shapes/refuse.ts";
import { tf } from "../tf.ts";
import { grown, noRows } from "./states.ts";

/** What is known of the pairs of one output. */
export interface Moments {
  /** How many pairs there are, or what they weigh. */
  readonly count: number;
  /** The sum of squared distances of predictions from their mean. */
  readonly spreadOfPredictions: number;
  /** The sum of squared distances of targets from their mean. */
  readonly spreadOfTargets: number;
  /** The sum of products of both distances. */
  readonly together: number;
  /** The sum of squared differences of predictions and targets. */
  readonly apart: number;
}

/** Numbers that a batch leaves: means, spreads, products, differences. */
const KEPT = 7;

/**
 * Refuses predictions and targets of different shapes.
 *
 * @param metric Whose error it is.
 * @throws {TypeError} If the shapes differ, or one is no tensor.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { requireAlike } from "./moments.ts";
 *
 * const text = "Cannot judge by mae as prediction and target must be of one shape: got [2, 1] and [2].";
 * assertThrows(() => requireAlike("mae", tf.zeros([2, 1]), tf.zeros([2])), TypeError, text);
 * ```
 */
export function requireAlike(metric: string, prediction: tf.Tensor, target: tf.Tensor): void {
  requireTensors(`judge by ${metric}`, { prediction, target });
  const [p, y] = [prediction.shape, target.shape].map((shape) => `[${shape.join(", ")}]`);
  if (p !== y) {
    throw new TypeError(`Cannot judge by ${metric} as prediction and target must be of one shape: got ${p} and ${y}.`);
  }
}

/**
 * Refuses predictions and targets of different shapes, and gives both as [batch, outputs].
 *
 * @param metric Whose error it is.
 * @throws {TypeError} If the shapes differ.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { columnsOf } from "./moments.ts";
 *
 * const text = "Cannot judge by r2 as prediction and target must be of one shape: got [2, 1] and [2].";
 * assertThrows(() => columnsOf("r2", tf.zeros([2, 1]), tf.zeros([2])), TypeError, text);
 * ```
 */
export function columnsOf(metric: string, prediction: tf.Tensor, target: tf.Tensor): [tf.Tensor2D, tf.Tensor2D] {
  requireAlike(metric, prediction, target);
  const rows = prediction.shape[0] ?? 1, columns = prediction.size / rows;
  return [prediction, target].map((tensor) => tf.cast(tf.reshape(tensor, [rows, columns]), "float32")) as [
    tf.Tensor2D,
    tf.Tensor2D,
  ];
}

/**
 * What keeps the moments of batches.
 *
 * @param metric Its name, for errors.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { keepingMoments } from "./moments.ts";
 *
 * const { init, update } = keepingMoments("r2");
 * assertEquals(update(init(), tf.tensor1d([1, 2]), tf.tensor1d([1, 4])).shape, [1, 7, 1]);
 * ```
 */
export function keepingMoments(metric: string) {
  return {
    merge: "concat" as const,
    init: () => noRows(),
    update(state: tf.Tensor, prediction: tf.Tensor, given: tf.Tensor | Weighted<tf.Tensor>): tf.Tensor {
      const { target, weight } = apart(given), [p, y] = columnsOf(metric, prediction, target);
      const weighed = (each: tf.Tensor) => tf.sum(weight === undefined ? each : byWeight(each, weight), 0, true);
      const count = weight === undefined ? tf.fill([1, p.shape[1]], p.shape[0]) : weighed(tf.onesLike(p));
      const [meanP, meanY] = [p, y].map((column) =>
        weight === undefined ? tf.mean(column, 0, true) : meanByWeight(column, weighed, count)
      );
      const [offP, offY] = [tf.sub(p, meanP!), tf.sub(y, meanY!)];
      const sums = [tf.square(offP), tf.square(offY), tf.mul(offP, offY), tf.squaredDifference(p, y)];
      const row = tf.concat([count, meanP!, meanY!, ...sums.map(weighed)]);
      return grown(state, tf.reshape(row, [1, KEPT, p.shape[1]]));
    },
  };
}

/** Of numbers that are all the same it is exactly theirs, as it is their first one and what the others differ by. */
function meanByWeight(column: tf.Tensor2D, weighed: (each: tf.Tensor) => tf.Tensor, count: tf.Tensor): tf.Tensor {
  const first = tf.slice(column, 0, 1), all = tf.where(tf.equal(count, 0), 1, count);
  return tf.add(first, tf.div(weighed(tf.sub(column, first)), all));
}

/**
 * The moments of all batches, one an output, with the digits of a double.
 *
 * Source: Chan, Golub and LeVeque 1979, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances".
 *
 * @param state Of `keepingMoments`, read from the device.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { momentsOf } from "./moments.ts";
 *
 * const data = Float32Array.of(1, 5, 2, 0, 0, 0, 9, 1, 7, 4, 0, 0, 0, 9);
 * const [moments] = momentsOf({ dtype: "float32", shape: [2, 7, 1], data });
 * assertEquals(moments, { count: 2, spreadOfPredictions: 2, spreadOfTargets: 2, together: 2, apart: 18 });
 * ```
 */
export function momentsOf({ shape, data }: HostTensor): Moments[] {
  const [batches = 0, , outputs = 0] = shape;
  return Array.from({ length: outputs }, (_, output) => {
    let [count, meanP, meanY, spreadOfPredictions, spreadOfTargets, together, apart] = [0, 0, 0, 0, 0, 0, 0];
    for (let batch = 0; batch < batches; batch++) {
      const at = (i: number) => data[(batch * KEPT + i) * outputs + output]!;
      // A batch that weighs nothing tells nothing.
      if (at(0) === 0) continue;
      const all = count + at(0), [offP, offY] = [at(1) - meanP, at(2) - meanY], weight = count * at(0) / all;
      spreadOfPredictions += at(3) + offP * offP * weight;
      spreadOfTargets += at(4) + offY * offY * weight;
      together += at(5) + offP * offY * weight;
      apart += at(6);
      meanP += offP * at(0) / all, meanY += offY * at(0) / all, count = all;
    }
    return { count, spreadOfPredictions, spreadOfTargets, together, apart };
  });
}
