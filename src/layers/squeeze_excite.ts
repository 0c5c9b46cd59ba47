/** Channels that are weighed by what the whole image shows. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode } from "../model.ts";
import { place } from "../tensors/place.ts";
import type { Initializer } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { type Elementwise, relu, sigmoid } from "./activations.ts";
import { conv2d } from "./conv2d.ts";
import type { ImageLayer } from "./pools.ts";
import { refuse } from "../shapes/refuse.ts";

/** How channels are weighed. */
export interface SqueezeExciteOptions {
  /** Channels of the images. */
  readonly channels: number;
  /** Numbers that the mean of the channels is squeezed into. */
  readonly squeezed: number;
  /** What stands between the two layers. Default `relu()`. */
  readonly activation?: Elementwise;
  /** What makes a weight of a number. Default `sigmoid()`. */
  readonly gate?: Elementwise;
  /** How kernels are drawn; biases then begin at 0. Default both as {@linkcode conv2d} does. */
  readonly initializer?: Initializer;
}

/**
 * Squeeze and excitation (Hu et al., 2018): x · gate(fc2(activation(fc1(mean of x over its pixels)))), as torchvision's
 * `SqueezeExcitation`.
 *
 * Weights, of convolutions of 1x1: `fc1/kernel` [1, 1, channels, squeezed], `fc1/bias`, `fc2/kernel` [1, 1, squeezed, channels] and
 * `fc2/bias`.
 *
 * @throws {RangeError} If a number is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { initialize, squeezeExcite, tf } from "jsr:@raptor/raptor";
 *
 * const layer = squeezeExcite({ channels: 8, squeezed: 2 });
 * initialize(layer, 1);
 * assertEquals(layer.forward(tf.ones([1, 4, 4, 8]), { training: false, seed: 0 }).shape, [1, 4, 4, 8]);
 * ```
 */
export function squeezeExcite(options: SqueezeExciteOptions): ImageLayer {
  const { channels, squeezed, activation = relu(), gate = sigmoid(), initializer } = given(options);
  const settings = settle("squeezeExcite", options, { channels, squeezed, activation, gate, initializer });
  requireRange("squeezeExcite", "a whole number of at least 1", { channels, squeezed });
  const how = { kernelSize: 1, ...initializer && { initializer, biasInitializer: 0 } };
  const fc1 = place("fc1", conv2d({ channels, filters: squeezed, ...how }));
  const fc2 = place("fc2", conv2d({ channels: squeezed, filters: channels, ...how }));
  const [between, last] = [place("activation", activation), place("gate", gate)];
  return Object.freeze({
    name: "squeezeExcite",
    settings,
    staticGraph: Boolean(activation.staticGraph && gate.staticGraph),
    params: Object.freeze({ ...fc1.params, ...between.params, ...fc2.params, ...last.params }),
    forward(x: tf.Tensor4D, mode: Mode) {
      if (x.rank !== 4 || x.shape[3] !== channels) {
        throw refuse("squeezeExcite", mode, `[batch, height, width, ${channels}]`, x);
      }
      const small = between.forward(fc1.forward(tf.mean(x, [1, 2], true) as tf.Tensor4D, mode), mode);
      return tf.mul(x, last.forward(fc2.forward(small, mode), mode)) as tf.Tensor4D;
    },
  });
}
