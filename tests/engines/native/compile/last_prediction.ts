/** A metric that shows what was predicted. */
import { metric, tf } from "../../../../mod.ts";

/** The state of the metric is the last prediction. */
export const lastPrediction = metric({
  name: "last",
  better: "lower",
  init: () => tf.zeros([1]),
  update: (_, prediction: tf.Tensor) => tf.clone(prediction),
  compute: (state) => tf.sum(state) as tf.Scalar,
});
