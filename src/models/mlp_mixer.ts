/** MLP-Mixer: images by perceptrons alone, over places and over channels in turn, with the names of timm. */
import type { Mode, Model } from "../model.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { WeightsFrom } from "../pretrained.ts";
import { refuse } from "../shapes/refuse.ts";
import { fanInUniform, gaussian } from "../tensors/initializers.ts";
import { tf } from "../tf.ts";
import { gelu } from "../layers/activations.ts";
import { conv2d } from "../layers/conv2d.ts";
import { dense } from "../layers/dense.ts";
import { layerNorm } from "../layers/layer_norm.ts";
import { stochasticDepth } from "../layers/stochastic_depth.ts";
import { model } from "./model.ts";

/** How a mixer is made. Without options it is Mixer-B/16. */
export interface MlpMixerOptions {
  /** Classes to tell apart: the logits that come out. Default 1000. */
  readonly classes?: number;
  /** Channels of the images. Default 3. */
  readonly channels?: number;
  /** Height and width of the images, in pixels; a multiple of `patchSize`. Default 224. */
  readonly imageSize?: number;
  /** Height and width of a patch, in pixels. Default 16. */
  readonly patchSize?: number;
  /** Blocks. Default 12. */
  readonly layers?: number;
  /** Numbers of each place. Default 768. */
  readonly units?: number;
  /** The share of examples of which a part of a block is left out in training, in [0, 1). Default 0. */
  readonly depthDropout?: number;
  /**
   * The file that it begins with, such as timm's `mixer_b16_224`: a path or an address, or either with how the names of the file are
   * read. With other `classes` than the file has, `head` begins as drawn. Default none.
   */
  readonly weights?: string | URL | WeightsFrom;
}

/**
 * An MLP-Mixer (Tolstikhin et al., 2021): 59,880,472 trainable numbers with 1000 classes.
 *
 * As in timm, weights are named `stem/proj/kernel`, `blocks/0/mlp_tokens/fc1/kernel`, `head/bias` and so on. Images are [batch, imageSize,
 * imageSize, channels], float32 and about normalised.
 *
 * @throws {RangeError} If an option is out of range or `patchSize` does not divide `imageSize`; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { initialize, mlpMixer, tf } from "jsr:@raptor/raptor";
 *
 * const small = mlpMixer({ classes: 10, imageSize: 16, patchSize: 4, layers: 2, units: 8 });
 * initialize(small, 1);
 * assertEquals(small.forward(tf.zeros([3, 16, 16, 3]), { training: false, seed: 0 }).shape, [3, 10]);
 * ```
 */
export function mlpMixer(options: MlpMixerOptions = {}): Model<tf.Tensor4D, tf.Tensor2D> {
  const { classes = 1000, channels = 3, imageSize = 224, patchSize = 16, layers = 12, units = 768 } = given(options);
  const { depthDropout = 0, weights } = given(options),
    numbers = { classes, channels, imageSize, patchSize, layers, units };
  const settings = settle("mlpMixer", options, { ...numbers, depthDropout, weights });
  requireRange("mlpMixer", "a whole number of at least 1", numbers);
  requireRange("mlpMixer", "in [0, 1)", { depthDropout });
  if (imageSize % patchSize !== 0) {
    throw new RangeError(
      `Cannot make mlpMixer as patchSize must divide imageSize: got patches of ${patchSize} for images of ${imageSize}.`,
    );
  }
  const places = (imageSize / patchSize) ** 2;
  const proj = conv2d({ channels, filters: units, kernelSize: patchSize, stride: patchSize });
  const rows = Array.from({ length: layers }, (_, i) => [String(i), block(units, places, depthDropout)]);
  return model({
    name: "mlpMixer",
    settings,
    staticGraph: true,
    head: "head",
    ...weights !== undefined && { weights },
    params: {
      stem: model({
        staticGraph: true,
        params: { proj },
        forward: (x: tf.Tensor4D, mode: Mode, { proj }) =>
          tf.reshape(proj.forward(x, mode), [x.shape[0], places, units]) as tf.Tensor3D,
      }),
      blocks: model({
        staticGraph: true,
        params: Object.fromEntries(rows) as Readonly<Record<string, Model<tf.Tensor3D, tf.Tensor3D>>>,
        forward: (x: tf.Tensor3D, mode: Mode, parts) =>
          Object.values(parts).reduce((y, block) => block.forward(y, mode), x),
      }),
      norm: layerNorm({ units, epsilon: 1e-6 }),
      head: dense({ inputs: units, units: classes, initializer: gaussian(0), biasInitializer: 0 }),
    },
    forward(x: tf.Tensor4D, mode: Mode, { stem, blocks, norm, head }) {
      if (x.rank !== 4 || x.shape[1] !== imageSize || x.shape[2] !== imageSize || x.shape[3] !== channels) {
        throw refuse("mlpMixer", mode, `images [batch, ${imageSize}, ${imageSize}, ${channels}]`, x);
      }
      const y = norm.forward(blocks.forward(stem.forward(x, mode), mode), mode);
      return head.forward(tf.mean(y, 1) as tf.Tensor2D, mode);
    },
  });
}

/** Perceptrons over places, then over channels, each with a way around it. */
function block(units: number, places: number, rate: number): Model<tf.Tensor3D, tf.Tensor3D> {
  return model({
    name: "block",
    staticGraph: true,
    params: {
      norm1: layerNorm({ units, epsilon: 1e-6 }),
      mlp_tokens: perceptron(places, Math.floor(units / 2)),
      norm2: layerNorm({ units, epsilon: 1e-6 }),
      mlp_channels: perceptron(units, 4 * units),
      drop: stochasticDepth({ rate }),
    },
    forward(x: tf.Tensor3D, mode: Mode, { norm1, mlp_tokens: tokens, norm2, mlp_channels: channels, drop }) {
      const turned = tf.transpose(norm1.forward(x, mode), [0, 2, 1]) as tf.Tensor3D;
      const mixed = tf.transpose(tokens.forward(turned, mode), [0, 2, 1]) as tf.Tensor3D;
      const y = tf.add(x, drop.forward(mixed, mode)) as tf.Tensor3D;
      const wide = channels.forward(norm2.forward(y, mode), mode);
      return tf.add(y, drop.forward(wide, { ...mode, seed: mode.seed ^ 1 })) as tf.Tensor3D;
    },
  });
}

function perceptron(inputs: number, hidden: number): Model<tf.Tensor3D, tf.Tensor3D> {
  const drawn = { initializer: fanInUniform((inputs + hidden) / 6), biasInitializer: gaussian(1e-6) };
  return model({
    name: "perceptron",
    staticGraph: true,
    params: {
      fc1: dense({ inputs, units: hidden, ...drawn }),
      act: gelu(),
      fc2: dense({ inputs: hidden, units: inputs, ...drawn }),
    },
    forward: (x: tf.Tensor3D, mode: Mode, { fc1, act, fc2 }) =>
      fc2.forward(act.forward(fc1.forward(x, mode), mode), mode),
  });
}
