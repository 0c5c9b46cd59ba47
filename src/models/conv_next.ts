/** ConvNeXt for images, with the architecture, names and first weights of torchvision. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import type { WeightsFrom } from "../pretrained.ts";
import { tf } from "../tf.ts";
import { gelu } from "../layers/activations.ts";
import { conv2d } from "../layers/conv2d.ts";
import { dense } from "../layers/dense.ts";
import { flatten } from "../layers/flatten.ts";
import { layerNorm } from "../layers/layer_norm.ts";
import type { ImageLayer } from "../layers/pools.ts";
import { sequential } from "../layers/sequential.ts";
import { stochasticDepth } from "../layers/stochastic_depth.ts";
import { gaussian } from "../tensors/initializers.ts";
import type { AnyLayer } from "../tensors/place.ts";
import { weight } from "../tensors/weight.ts";
import { imageClassifier } from "./image_classifier.ts";
import { model } from "./model.ts";

/** How a ConvNeXt is made. */
export interface ConvNextOptions {
  /** Classes to tell apart: the logits that come out. Default 1000. */
  readonly classes?: number;
  /** Channels of the images. Default 3. */
  readonly channels?: number;
  /** The share of examples whose last block is left out in training, in [0, 1); of the first block none. Default 0.1. */
  readonly depthDropout?: number;
  /**
   * The file that it begins with, such as torchvision's: a path or an address, or either with how the names of the file are read.
   * With other `classes` than the file has, `classifier` begins as drawn. Default none.
   */
  readonly weights?: string | URL | WeightsFrom;
}

const WIDTHS = [96, 192, 384, 768] as const, DEPTHS = [3, 3, 9, 3] as const, BLOCKS = 18;
const initializer = gaussian(0.02);

/**
 * ConvNeXt-T (Liu et al., 2022): 28,589,128 trainable numbers with 1000 classes.
 *
 * As in torchvision, weights are named `features/0/0/kernel`, `features/1/0/block/2/scale`, `features/1/0/layer_scale` and so on. Images
 * are [batch, height, width, channels], float32 and about normalised, of at least 32x32.
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { convNextTiny } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(convNextTiny().params).filter(({ trainable }) => trainable);
 * assertEquals(weights.reduce((sum, { size }) => sum + size, 0), 28_589_128);
 * ```
 */
export function convNextTiny(options: ConvNextOptions = {}): Model<tf.Tensor4D, tf.Tensor2D> {
  const { classes = 1000, channels = 3, depthDropout = 0.1, weights } = given(options);
  const settings = settle("convNextTiny", options, { classes, channels, depthDropout, weights });
  requireRange("convNextTiny", "a whole number of at least 1", { classes, channels });
  requireRange("convNextTiny", "in [0, 1)", { depthDropout });
  const features: AnyLayer[] = [sequential(patches(channels, WIDTHS[0], 4), norm(WIDTHS[0]))];
  let done = 0;
  WIDTHS.forEach((units, stage) => {
    if (stage > 0) {
      features.push(sequential(norm(WIDTHS[stage - 1]!), patches(WIDTHS[stage - 1]!, units, 2)) as ImageLayer);
    }
    const rate = () => depthDropout * done++ / (BLOCKS - 1);
    features.push(sequential(...Array.from({ length: DEPTHS[stage]! }, (): AnyLayer => block(units, rate()))));
  });
  const last = dense({ inputs: WIDTHS[3], units: classes, initializer, biasInitializer: 0 });
  const end: readonly AnyLayer[] = [norm(WIDTHS[3]), flatten(), last];
  return imageClassifier({
    name: "convNextTiny",
    ...{ settings, channels, smallest: 32, features },
    ...weights !== undefined && { weights },
    stages: WIDTHS.map((units, i) => ({ last: 2 * i + 1, channels: units, reduction: 4 << i })),
    classifier: sequential(...end),
  });
}

const norm = (units: number) => layerNorm({ units, epsilon: 1e-6 });

/** Squares that do not overlap, each a pixel of what comes out. */
function patches(channels: number, filters: number, size: number): ImageLayer {
  return conv2d({ channels, filters, kernelSize: size, stride: size, initializer, biasInitializer: 0 });
}

/** A depthwise convolution, then a perceptron for each pixel. The places of its row that have no weights are torchvision's turns of axes. */
function block(units: number, rate: number): ImageLayer {
  const row = {
    "0": conv2d({
      channels: units,
      filters: units,
      kernelSize: 7,
      padding: 3,
      groups: units,
      initializer,
      biasInitializer: 0,
    }),
    "2": norm(units),
    "3": dense({ inputs: units, units: 4 * units, initializer, biasInitializer: 0 }),
    "4": gelu(),
    "5": dense({ inputs: 4 * units, units, initializer, biasInitializer: 0 }),
  };
  const branch = model({
    name: "branch",
    staticGraph: true,
    params: row as Readonly<Record<string, AnyLayer>>,
    forward: (x: tf.Tensor4D, mode: Mode, parts) =>
      Object.values(parts).reduce((y, layer) => layer.forward(y, mode) as tf.Tensor4D, x),
  });
  return model({
    name: "block",
    staticGraph: true,
    params: { block: branch, layer_scale: weight([units, 1, 1], 1e-6), depth: stochasticDepth({ rate }) },
    forward(x: tf.Tensor4D, mode: Mode, { block, layer_scale: scale, depth }) {
      const y = tf.mul(block.forward(x, mode), tf.reshape(scale as unknown as tf.Tensor, [units])) as tf.Tensor4D;
      return tf.add(x, depth.forward(y, mode)) as tf.Tensor4D;
    },
  });
}
