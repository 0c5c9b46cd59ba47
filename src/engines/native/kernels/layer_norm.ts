/**
 * Layer normalisation and its gradient where that is worth the time of compiling it: what each number is on its own in one pass over
 * memory, what is added up by TensorFlow's operations, and along the rows as a product with the scale.
 */
import { backward, forward } from "../../../tensors/layer_norm.ts";
import { tf } from "../../../tf.ts";
import { DEVIATION, LAYER_NORM, LAYER_NORM_GRADIENT, LAYER_NORM_SCALED } from "../binding/one_pass.ts";
import { composed, inOnePass, isWorthOnePass } from "./in_one_pass.ts";
import { register } from "./kernel.ts";

register<"x" | "scale" | "offset">("LayerNorm", (inputs, attrs, backend) => {
  const { x, scale, offset } = inputs as Readonly<Record<string, tf.Tensor>>;
  if (x!.shape.at(-1) === 1 || !isWorthOnePass(backend, x!)) return composed(forward, inputs, attrs);
  return tf.tidy(() => {
    const mean = tf.mean(x!, -1, true), variance = tf.mean(inOnePass(backend, DEVIATION, x!, mean), -1, true);
    const inverse = tf.rsqrt(tf.add(variance, attrs.epsilon as number));
    return [inOnePass(backend, LAYER_NORM, x!, mean, inverse, scale!, offset!), mean, inverse];
  });
});

register<"dy" | "x" | "scale" | "saved0" | "saved1">("LayerNormGrad", (inputs, _, backend) => {
  // Where nothing was done in one pass, the first is as large as the input.
  if (inputs.saved0.shape.at(-1) === inputs.x.shape.at(-1)) return composed(backward, inputs);
  const { dy, x, scale, saved0: mean, saved1: inverse } = inputs as unknown as Readonly<Record<string, tf.Tensor>>;
  return tf.tidy(() => {
    const rows = (tensor: tf.Tensor) => tf.reshape(tensor, [-1, scale!.size]);
    const scaled = inOnePass(backend, LAYER_NORM_SCALED, x!, mean!, inverse!, dy!);
    const share = tf.reshape(tf.div(scale!, scale!.size), [-1, 1]);
    const [level, along] = [dy!, scaled].map((tensor) => tf.reshape(tf.matMul(rows(tensor), share), mean!.shape));
    const dx = inOnePass(backend, LAYER_NORM_GRADIENT, x!, mean!, inverse!, dy!, scale!, level!, along!);
    return [dx, tf.sum(rows(scaled), 0), tf.sum(rows(dy!), 0)];
  });
});
