/** A model and a dataset so small that their answers can be worked out by hand. */
import { type Batch, type Dataset, type Model, tf, weight } from "../mod.ts";

/** y = slope * x, with the slope at 0 to begin with. */
export function line(): Model<tf.Tensor1D, tf.Tensor1D> & { readonly params: { readonly slope: tf.Variable } } {
  const slope = weight([], 0);
  return Object.freeze({
    name: "line",
    params: { slope },
    forward: (x: tf.Tensor1D) => tf.mul(x, slope) as tf.Tensor1D,
  });
}

/** Mean of (prediction - y)² / 2, whose gradient by the slope of {@linkcode line} is mean(x * (slope * x - y)). */
export function halfSquare(prediction: tf.Tensor, y: tf.Tensor): tf.Scalar {
  return tf.div(tf.mean(tf.squaredDifference(prediction, y)), 2) as tf.Scalar;
}

/** Batches of one example each: x = 1, y = the given numbers, in an order that changes with the epoch. */
export function points(values: readonly number[]): Dataset<tf.Tensor1D, tf.Tensor1D> & { readonly drawn: number[] } {
  const drawn: number[] = [];
  function* batches(from: number): Generator<Batch<tf.Tensor1D, tf.Tensor1D>> {
    for (let i = 0; i < values.length; i++) {
      const value = values[(i + from) % values.length]!;
      drawn.push(value);
      yield { x: tf.tensor1d([1]), y: tf.tensor1d([value]), size: 1 };
    }
  }
  return {
    name: "points",
    drawn,
    batches: { train: values.length, val: values.length },
    train: ({ epoch, seed }) => batches(epoch + seed),
    val: () => batches(0),
  };
}

/** The mean of the targets, as a metric that needs no model. */
export function meanTarget<N extends string>(name: N) {
  return {
    name,
    better: "higher" as const,
    init: () => tf.zeros([2]),
    update: (state: tf.Tensor, _: tf.Tensor1D, y: tf.Tensor1D) =>
      tf.add(state, tf.stack([tf.sum(y), tf.scalar(y.size)])),
    compute: (state: tf.Tensor) => {
      const [sum, count] = tf.unstack(state);
      return tf.div(sum!, count!) as tf.Scalar;
    },
  };
}
