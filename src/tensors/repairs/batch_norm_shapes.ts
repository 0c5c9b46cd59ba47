/**
 * A repair of tfjs: where statistics are no row of channels, its backends take their numbers in turns, as they lie in memory, and
 * not by their axes. `tf.layers.batchNormalization` along an axis other than the last asks for that.
 */
import { tf } from "../../tf.ts";
import { type Given, replaceKernel, type Replacement } from "./replace_kernel.ts";

/**
 * Has the kernel `FusedBatchNorm` of a backend spread statistics, scale and offset over the input as any sum does.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairBatchNormShapes(backendName: string): void {
  replaceKernel("FusedBatchNorm", backendName, spread);
}

const spread: Replacement = (shipped) => (given) => {
  const { x, ...others } = given.inputs, channels = x!.shape.at(-1);
  const isUsual = ({ shape }: tf.TensorInfo) => shape.length === 1 && shape[0] === channels;
  const told = Object.entries(others).filter(([, one]) => one != null) as [string, tf.TensorInfo][];
  if (told.every(([, one]) => isUsual(one))) return shipped(given);
  for (const [name, { shape }] of told) requireFit(name, shape, x!.shape);
  return compose(given);
};

function compose({ inputs, attrs }: Given): tf.Tensor {
  const { x, mean, variance, scale, offset } = inputs as unknown as tf.NamedTensorMap;
  const { varianceEpsilon } = attrs as unknown as { readonly varianceEpsilon: number };
  return tf.tidy(() => {
    const root = tf.rsqrt(tf.add(variance!, varianceEpsilon));
    const y = tf.mul(tf.sub(x!, mean!), scale == null ? root : tf.mul(root, scale));
    return offset == null ? y : tf.add(y, offset);
  });
}

function requireFit(name: string, shape: readonly number[], of: readonly number[]): void {
  const own = shape.slice(Math.max(0, shape.length - of.length));
  const fits = shape.length <= of.length && own.every((size, i) => [1, of[of.length - own.length + i]].includes(size));
  if (fits) return;
  throw new RangeError(
    `Cannot normalise a batch as its ${name} must be a row of channels, or spread over the input: got [${shape}] for [${of}]`,
  );
}
