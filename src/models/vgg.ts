/** VGG networks for images, with the architecture, names and first weights of torchvision. */
import type { Model } from "../model.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { WeightsFrom } from "../pretrained.ts";
import { gaussian, kaimingNormal } from "../tensors/initializers.ts";
import type { AnyLayer } from "../tensors/place.ts";
import { tf } from "../tf.ts";
import { relu } from "../layers/activations.ts";
import { batchNorm } from "../layers/batch_norm.ts";
import { conv2d } from "../layers/conv2d.ts";
import { dense } from "../layers/dense.ts";
import { dropout as dropping } from "../layers/dropout.ts";
import { adaptiveAvgPool, maxPool } from "../layers/pools.ts";
import { sequential } from "../layers/sequential.ts";
import { imageClassifier } from "./image_classifier.ts";

/** How a VGG network is made. */
export interface VggOptions {
  /** Classes to tell apart: the logits that come out. Default 1000. */
  readonly classes?: number;
  /** Channels of the images. Default 3. */
  readonly channels?: number;
  /** Whether a batch norm follows each convolution, as in torchvision's `vgg16_bn`. Default false. */
  readonly batchNorm?: boolean;
  /** Units of the two layers before the last. Default 4096. */
  readonly hidden?: number;
  /** The share that is dropped after each of them in training, in [0, 1). Default 0.5. */
  readonly dropout?: number;
  /**
   * The file that it begins with, such as torchvision's: a path or an address, or either with how the names of the file are read.
   * With other `classes` than the file has, `classifier` begins as drawn. Default none.
   */
  readonly weights?: string | URL | WeightsFrom;
}

/**
 * VGG-11: 132,863,336 trainable numbers with 1000 classes. See {@linkcode vgg16}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { vgg11 } from "jsr:@raptor/raptor";
 *
 * assertEquals(Object.keys(vgg11({ hidden: 8 }).params).length, 2 * (8 + 3));
 * ```
 */
export function vgg11(options: VggOptions = {}): Model<tf.Tensor4D, tf.Tensor2D> {
  return vgg("vgg11", [1, 1, 2, 2, 2], options);
}

/**
 * VGG-13: 133,047,848 trainable numbers with 1000 classes. See {@linkcode vgg16}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { vgg13 } from "jsr:@raptor/raptor";
 *
 * assertEquals(Object.keys(vgg13({ hidden: 8 }).params).length, 2 * (10 + 3));
 * ```
 */
export function vgg13(options: VggOptions = {}): Model<tf.Tensor4D, tf.Tensor2D> {
  return vgg("vgg13", [2, 2, 2, 2, 2], options);
}

/**
 * VGG-16 (Simonyan and Zisserman, 2015): 138,357,544 trainable numbers with 1000 classes.
 *
 * As in torchvision, weights are named `features/0/kernel`, `classifier/6/bias` and so on. Images are [batch, height, width, channels], float32
 * and about normalised, of at least 32x32; those of other sizes than 224 are averaged to 7x7 places at the end.
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { features, vgg16 } from "jsr:@raptor/raptor";
 *
 * const network = vgg16({ classes: 10, hidden: 8, batchNorm: true });
 * assertEquals(features(network).reductions, [1, 2, 4, 8, 16, 32]);
 * ```
 */
export function vgg16(options: VggOptions = {}): Model<tf.Tensor4D, tf.Tensor2D> {
  return vgg("vgg16", [2, 2, 3, 3, 3], options);
}

/**
 * VGG-19: 143,667,240 trainable numbers with 1000 classes. See {@linkcode vgg16}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { vgg19 } from "jsr:@raptor/raptor";
 *
 * assertEquals(Object.keys(vgg19({ hidden: 8 }).params).length, 2 * (16 + 3));
 * ```
 */
export function vgg19(options: VggOptions = {}): Model<tf.Tensor4D, tf.Tensor2D> {
  return vgg("vgg19", [2, 2, 4, 4, 4], options);
}

const WIDTHS = [64, 128, 256, 512, 512] as const, PLACES = 7;

function vgg(name: string, depths: readonly number[], options: VggOptions): Model<tf.Tensor4D, tf.Tensor2D> {
  const { classes = 1000, channels = 3, batchNorm: normed = false, hidden = 4096, dropout = 0.5, weights } = given(
    options,
  );
  const settings = settle(name, options, { classes, channels, batchNorm: normed, hidden, dropout, weights });
  requireRange(name, "a whole number of at least 1", { classes, channels, hidden });
  requireRange(name, "true or false", { batchNorm: normed });
  requireRange(name, "in [0, 1)", { dropout });
  const features: AnyLayer[] = [], stages: { last: number; channels: number; reduction: number }[] = [];
  let width = channels;
  depths.forEach((depth, stage) => {
    for (let i = 0; i < depth; i++) {
      const how = { kernelSize: 3, padding: 1, initializer: kaimingNormal(), biasInitializer: 0 };
      features.push(conv2d({ channels: width, filters: WIDTHS[stage]!, ...how }));
      if (normed) features.push(batchNorm({ channels: WIDTHS[stage]! }));
      features.push(relu());
      width = WIDTHS[stage]!;
    }
    stages.push({ last: features.length - 1, channels: width, reduction: 1 << stage });
    features.push(maxPool({ size: 2 }));
  });
  stages.push({ last: features.length - 1, channels: width, reduction: 32 });
  const adaptive = adaptiveAvgPool({ size: PLACES }), mode = { training: false, seed: 0 };
  const linear = (inputs: number, units: number) =>
    dense({ inputs, units, initializer: gaussian(0.01), biasInitializer: 0 });
  const drop = () => dropping({ rate: dropout });
  return imageClassifier({
    ...{ name, settings, channels, smallest: 32, features, stages },
    ...weights !== undefined && { weights },
    // Channels first, as the numbers of torchvision's first dense layer are told apart.
    pool: (maps) => {
      const places = tf.transpose(adaptive.forward(maps, mode), [0, 3, 1, 2]);
      return tf.reshape(places, [maps.shape[0], width * PLACES * PLACES]);
    },
    classifier: sequential(
      ...[
        linear(width * PLACES * PLACES, hidden),
        relu(),
        drop(),
        linear(hidden, hidden),
        relu(),
        drop(),
      ] as AnyLayer[],
      linear(hidden, classes) as AnyLayer,
    ),
  });
}
