/** The multilayer perceptron. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import type { WeightsFrom } from "../pretrained.ts";
import { tf } from "../tf.ts";
import type { AnyLayer } from "../tensors/place.ts";
import { type Elementwise, relu } from "../layers/activations.ts";
import { dense } from "../layers/dense.ts";
import { model } from "./model.ts";

/** How a multilayer perceptron is made. */
export interface MlpOptions {
  /** Numbers of each example, from the inputs over the hidden layers to the outputs, such as [784, 128, 10]. */
  readonly sizes: readonly number[];
  /** What stands between the layers. Default `relu()`. */
  readonly activation?: Elementwise;
  /** The file that it begins with: a path or an address, or either with how the names of the file are read. Default none. */
  readonly weights?: string | URL | WeightsFrom;
}

/**
 * Dense layers with an activation between them, and none after the last. Inputs of any rank are flattened first.
 *
 * Weights: `dense1/kernel`, `dense1/bias`, `dense2/kernel` and so on.
 *
 * @throws {TypeError} If `activation` is no layer.
 * @throws {RangeError} If there are fewer than two sizes, or one is no whole number above 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { initialize, mlp, tf } from "jsr:@raptor/raptor";
 *
 * const network = mlp({ sizes: [28 * 28, 32, 10] });
 * initialize(network, 1);
 * assertEquals(network.forward(tf.zeros([4, 28, 28, 1]), { training: false, seed: 0 }).shape, [4, 10]);
 * ```
 */
export function mlp(options: MlpOptions): Model<tf.Tensor, tf.Tensor2D> {
  const { sizes, activation = relu(), weights } = given(options);
  const settings = settle("mlp", options, { sizes, activation, weights });
  if (!Array.isArray(sizes) || sizes.length < 2) {
    throw new RangeError(
      `Cannot make mlp as sizes needs inputs and outputs: got ${Array.isArray(sizes) ? `[${sizes}]` : String(sizes)}.`,
    );
  }
  requireRange("mlp", "a whole number of at least 1", Object.fromEntries(sizes.map((n, i) => [`sizes[${i}]`, n])));
  if (typeof activation?.forward !== "function") {
    throw new TypeError(`Cannot make mlp as activation must be a layer: got ${typeof activation}. Write relu(), say.`);
  }
  const layers: Record<string, AnyLayer> = {};
  sizes.slice(1).forEach((units, i) => layers[`dense${i + 1}`] = dense({ inputs: sizes[i]!, units }));
  return model({
    name: "mlp",
    settings,
    ...weights !== undefined && { weights, head: `dense${sizes.length - 1}` },
    staticGraph: activation.staticGraph ?? false,
    params: layers,
    forward(x: tf.Tensor, mode: Mode, parts) {
      const flat = tf.reshape(x, [x.shape[0]!, -1]);
      return Object.values(parts).reduce(
        (y, layer, i) => layer.forward(i === 0 ? y : activation.forward(y, mode), mode),
        flat,
      ) as tf.Tensor2D;
    },
  });
}
