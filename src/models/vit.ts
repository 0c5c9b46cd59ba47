/** Vision transformers, with the architecture and names of torchvision. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import type { WeightsFrom } from "../pretrained.ts";
import { tf } from "../tf.ts";
import { gelu } from "../layers/activations.ts";
import { conv2d } from "../layers/conv2d.ts";
import { dense } from "../layers/dense.ts";
import { dropout as dropping } from "../layers/dropout.ts";
import { layerNorm } from "../layers/layer_norm.ts";
import { multiHeadAttention } from "../layers/multi_head_attention.ts";
import { sequential } from "../layers/sequential.ts";
import { refuse } from "../shapes/refuse.ts";
import { fanInUniform, gaussian } from "../tensors/initializers.ts";
import type { AnyLayer } from "../tensors/place.ts";
import { weight } from "../tensors/weight.ts";
import { model } from "./model.ts";

/** How a vision transformer is made. Without options it is ViT-B/16. */
export interface VitOptions {
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
  /** Heads of each block. Default 12. */
  readonly heads?: number;
  /** Numbers of each place. Default 768. */
  readonly units?: number;
  /** Numbers within each perceptron. Default 4 * units. */
  readonly hidden?: number;
  /** The share that is dropped in training, in [0, 1). Default 0. */
  readonly dropout?: number;
  /**
   * The file that it begins with, such as torchvision's: a path or an address, or either with how the names of the file are read.
   * With other `classes` than the file has, `heads` begins as drawn. Default none.
   */
  readonly weights?: string | URL | WeightsFrom;
}

/**
 * A vision transformer (Dosovitskiy et al., 2021): 86,567,656 trainable numbers with 1000 classes.
 *
 * As in torchvision, weights are named `class_token`, `conv_proj/kernel`, `encoder/pos_embedding`,
 * `encoder/layers/encoder_layer_0/self_attention/qkv/kernel`, `heads/head/bias` and so on. Images are [batch, imageSize, imageSize,
 * channels], float32 and about normalised.
 *
 * @throws {RangeError} If an option is out of range, `patchSize` does not divide `imageSize` or `heads` not `units`; in `forward`, if the
 *   input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { initialize, tf, vit } from "jsr:@raptor/raptor";
 *
 * const small = vit({ classes: 10, imageSize: 16, patchSize: 4, layers: 2, heads: 2, units: 8 });
 * initialize(small, 1);
 * assertEquals(small.forward(tf.zeros([3, 16, 16, 3]), { training: false, seed: 0 }).shape, [3, 10]);
 * ```
 */
export function vit(options: VitOptions = {}): Model<tf.Tensor4D, tf.Tensor2D> {
  const { classes = 1000, channels = 3, imageSize = 224, patchSize = 16, layers = 12, heads = 12, units = 768 } = given(
    options,
  );
  const { hidden = 4 * units, dropout = 0, weights } = given(options);
  const numbers = { classes, channels, imageSize, patchSize, layers, heads, units, hidden };
  const settings = settle("vit", options, { ...numbers, dropout, weights });
  requireRange("vit", "a whole number of at least 1", numbers);
  requireRange("vit", "in [0, 1)", { dropout });
  if (imageSize % patchSize !== 0) {
    throw new RangeError(
      `Cannot make vit as patchSize must divide imageSize: got patches of ${patchSize} for images of ${imageSize}.`,
    );
  }
  const places = (imageSize / patchSize) ** 2;
  const blocks = Array.from({ length: layers }, (_, i) => [`encoder_layer_${i}`, block(units, heads, hidden, dropout)]);
  const row = model({
    name: "layers",
    staticGraph: true,
    params: Object.fromEntries(blocks) as Readonly<Record<string, Model<tf.Tensor3D, tf.Tensor3D>>>,
    forward: (x: tf.Tensor3D, mode: Mode, parts) => Object.values(parts).reduce((y, part) => part.forward(y, mode), x),
  });
  const encoder = model({
    name: "encoder",
    staticGraph: true,
    params: {
      pos_embedding: weight([1, places + 1, units], gaussian(0.02)),
      dropout: dropping({ rate: dropout }),
      layers: row,
      ln: layerNorm({ units, epsilon: 1e-6 }),
    },
    forward(x: tf.Tensor3D, mode: Mode, { pos_embedding: table, dropout, layers, ln }) {
      const placed = tf.add(x, table as unknown as tf.Tensor3D) as tf.Tensor3D;
      return ln.forward(layers.forward(dropout.forward(placed, mode), mode), mode);
    },
  });
  const head = dense({ inputs: units, units: classes, initializer: gaussian(0), biasInitializer: 0 });
  return model({
    name: "vit",
    settings,
    staticGraph: true,
    head: "heads",
    ...weights !== undefined && { weights },
    params: {
      class_token: weight([1, 1, units], 0),
      conv_proj: conv2d({
        ...{ channels, filters: units, kernelSize: patchSize, stride: patchSize, biasInitializer: 0 },
        initializer: gaussian(1 / Math.sqrt(channels * patchSize * patchSize)),
      }),
      encoder,
      heads: model({
        name: "heads",
        staticGraph: true,
        params: { head },
        forward: (x: tf.Tensor2D, mode: Mode, { head }) => head.forward(x, mode),
      }),
    },
    forward(x: tf.Tensor4D, mode: Mode, { class_token: token, conv_proj: patches, encoder, heads }) {
      if (x.rank !== 4 || x.shape[1] !== imageSize || x.shape[2] !== imageSize || x.shape[3] !== channels) {
        throw refuse("vit", mode, `images [batch, ${imageSize}, ${imageSize}, ${channels}]`, x);
      }
      const batch = x.shape[0], rows = tf.reshape(patches.forward(x, mode), [batch, places, units]) as tf.Tensor3D;
      const first = tf.tile(token as unknown as tf.Tensor3D, [batch, 1, 1]);
      const y = encoder.forward(tf.concat([first, rows], 1) as tf.Tensor3D, mode);
      return heads.forward(tf.reshape(tf.slice(y, [0, 0, 0], [batch, 1, units]), [batch, units]) as tf.Tensor2D, mode);
    },
  });
}

/** A block with its norms before its parts. */
function block(units: number, heads: number, hidden: number, rate: number): Model<tf.Tensor3D, tf.Tensor3D> {
  const wide = { initializer: fanInUniform((units + hidden) / 6), biasInitializer: gaussian(1e-6) };
  const mlp: readonly AnyLayer[] = [
    dense({ inputs: units, units: hidden, ...wide }),
    gelu(),
    dropping({ rate }),
    dense({ inputs: hidden, units, ...wide }),
    dropping({ rate }),
  ];
  return model({
    name: "encoderBlock",
    staticGraph: true,
    params: {
      ln_1: layerNorm({ units, epsilon: 1e-6 }),
      self_attention: multiHeadAttention({ units, heads }),
      dropout: dropping({ rate }),
      ln_2: layerNorm({ units, epsilon: 1e-6 }),
      mlp: sequential(...mlp) as Model<tf.Tensor3D, tf.Tensor3D>,
    },
    forward(x: tf.Tensor3D, mode: Mode, { ln_1: first, self_attention: attention, dropout, ln_2: second, mlp }) {
      const y = tf.add(x, dropout.forward(attention.forward(first.forward(x, mode), mode), mode)) as tf.Tensor3D;
      return tf.add(y, mlp.forward(second.forward(y, mode), mode)) as tf.Tensor3D;
    },
  });
}
