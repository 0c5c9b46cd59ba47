/** The rectifier's gradient as one operation; the one with slopes, of which tfjs-node makes NaN for Infinity. */
import { tf } from "../../../tf.ts";
import { ON_FLOATS } from "../binding/attributes.ts";
import { idOf, output } from "../binding/tensors.ts";
import { register, run } from "./kernel.ts";

register<"dy" | "y">("ReluGrad", ({ dy, y }, _, backend) => [
  output(backend, run(backend, "ReluGrad", ON_FLOATS, idOf(backend, dy), idOf(backend, y)), dy.shape),
]);

register<"x" | "alpha">("Prelu", (inputs) => {
  const { x, alpha } = inputs as Readonly<Record<string, tf.TensorInfo>> as Readonly<Record<"x" | "alpha", tf.Tensor>>;
  return tf.tidy(() => tf.where(tf.greater(x, 0), x, tf.mul(x, alpha)));
});
