/**
 * Layer normalisation by oneDNN; what its gradient wants, and its gradient where that is worth the time of compiling it: what each number
 * is on its own in one pass over memory, what is added up by TensorFlow's operations, and along the rows as a product with the scale.
 */
import { backward, forward, normalise } from "../../../tensors/layer_norm.ts";
import { tf } from "../../../tf.ts";
import { attributes, float, type } from "../binding/attributes.ts";
import { FLOAT } from "../binding/dtypes.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { DEVIATION, LAYER_NORM, LAYER_NORM_GRADIENT, LAYER_NORM_SCALED } from "../binding/one_pass.ts";
import { idOf, output } from "../binding/tensors.ts";
import { composed, inOnePass, isWorthOnePass } from "./in_one_pass.ts";
import { register, run } from "./kernel.ts";

register<"x" | "scale" | "offset">("LayerNorm", (inputs, attrs, backend) => {
  const { x, scale, offset } = inputs as unknown as Readonly<Record<string, tf.Tensor>>,
    epsilon = attrs.epsilon as number;
  const inOne = x!.shape.at(-1) !== 1 && isWorthOnePass(backend, x!), has = hasOneDnns(backend);
  if (!inOne && !has) return composed(forward, inputs, attrs);
  return tf.tidy(() => {
    const y = has ? byOneDnn(backend, x!, scale!, offset!, epsilon) : undefined;
    // Of what is predicted in a compiled step nobody asks for these.
    if (!inOne) {
      const { normal, inverse } = normalise(x!, epsilon);
      return [y!, normal, inverse];
    }
    const mean = tf.mean(x!, -1, true), variance = tf.mean(inOnePass(backend, DEVIATION, x!, mean), -1, true);
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    return [y ?? inOnePass(backend, LAYER_NORM, x!, mean, inverse, scale!, offset!), mean, inverse];
  });
});

const NORM = "_MklLayerNorm", known = new WeakMap<NativeBackend, boolean>();

/** Whether oneDNN is there and wanted. */
function hasOneDnns(backend: NativeBackend): boolean {
  let has = known.get(backend);
  if (has === undefined) {
    const { binding } = backend, [row, one] = [[1, 2], [2]].map((shape) => ({ dtype: FLOAT, shape }));
    const fits = binding.oneDnn !== "off" && !binding.isUsingGpuDevice();
    has = fits && binding.infer(NORM, settings(1), [row!, one!, one!], 1) !== undefined;
    known.set(backend, has);
  }
  return has;
}

const settings = (epsilon: number) =>
  attributes(`layer norm ${epsilon}`, () => [type("T", FLOAT), float("epsilon", epsilon)]);

function byOneDnn(
  backend: NativeBackend,
  x: tf.Tensor,
  scale: tf.Tensor,
  offset: tf.Tensor,
  epsilon: number,
): tf.Tensor {
  const rows = x.rank === 2 || x.rank === 3 ? x : tf.reshape(x, [-1, scale.size]);
  const y = run(backend, NORM, settings(epsilon), ...[rows, scale, offset].map((tensor) => idOf(backend, tensor)));
  return tf.reshape(tf.engine().makeTensorFromTensorInfo(output(backend, y, rows.shape)), x.shape);
}

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
