/** The rectifier's gradient as one operation; and the rectifier with slopes, in which tfjs-node makes NaN of Infinity. */
import { tf } from "../../../tf.ts";
import { ON_FLOATS } from "../binding/attributes.ts";
import { idOf, output } from "../binding/tensors.ts";
import { register, run } from "./kernel.ts";

register<"dy" | "y">("ReluGrad", ({ dy, y }, _, backend) => [
  output(backend, run(backend, "ReluGrad", ON_FLOATS, idOf(backend, dy), idOf(backend, y)), dy.shape),
]);

register<"x" | "alpha">("Prelu", (inputs) => {
  const x = inputs.x as tf.Tensor, alpha = inputs.alpha as tf.Tensor;
  return tf.tidy(() => tf.where(tf.greater(x, 0), x, tf.mul(x, alpha)));
});
