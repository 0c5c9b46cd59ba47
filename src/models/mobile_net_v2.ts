/** MobileNetV2 for images, with the architecture, names and first weights of torchvision. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import type { WeightsFrom } from "../pretrained.ts";
import { tf } from "../tf.ts";
import { relu6 } from "../layers/activations.ts";
import { batchNorm } from "../layers/batch_norm.ts";
import { conv2d } from "../layers/conv2d.ts";
import { dense } from "../layers/dense.ts";
import { dropout as dropping } from "../layers/dropout.ts";
import type { ImageLayer } from "../layers/pools.ts";
import { sequential } from "../layers/sequential.ts";
import { gaussian, kaimingNormal } from "../tensors/initializers.ts";
import type { AnyLayer } from "../tensors/place.ts";
import { imageClassifier } from "./image_classifier.ts";
import { model } from "./model.ts";

/** How a MobileNetV2 is made. */
export interface MobileNetV2Options {
  /** Classes to tell apart: the logits that come out. Default 1000. */
  readonly classes?: number;
  /** Channels of the images. Default 3. */
  readonly channels?: number;
  /** The share that is dropped before the last layer in training, in [0, 1). Default 0.2. */
  readonly dropout?: number;
  /**
   * The file that it begins with, such as torchvision's: a path or an address, or either with how the names of the file are read.
   * With other `classes` than the file has, `classifier` begins as drawn. Default none.
   */
  readonly weights?: string | URL | WeightsFrom;
}

/** How much wider the inside of a block is, channels out, blocks, stride of the first. */
const STAGES = [
  ...[[1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 3, 2], [6, 64, 4, 2], [6, 96, 3, 1], [6, 160, 3, 2], [6, 320, 1, 1]],
] as const;

/**
 * MobileNetV2 (Sandler et al., 2018): 3,504,872 trainable numbers with 1000 classes.
 *
 * As in torchvision, weights are named `features/0/0/kernel`, `features/1/conv/0/0/kernel`, `classifier/1/bias` and so on. Images are
 * [batch, height, width, channels], float32 and about normalised, of any size.
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mobileNetV2 } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(mobileNetV2().params).filter(({ trainable }) => trainable);
 * assertEquals(weights.reduce((sum, { size }) => sum + size, 0), 3_504_872);
 * ```
 */
export function mobileNetV2(options: MobileNetV2Options = {}): Model<tf.Tensor4D, tf.Tensor2D> {
  const { classes = 1000, channels = 3, dropout = 0.2, weights } = given(options);
  const settings = settle("mobileNetV2", options, { classes, channels, dropout, weights });
  requireRange("mobileNetV2", "a whole number of at least 1", { classes, channels });
  requireRange("mobileNetV2", "in [0, 1)", { dropout });
  const features: AnyLayer[] = [convolution(channels, 32, 3, 2)];
  let width = 32;
  for (const [wider, filters, blocks, stride] of STAGES) {
    for (let i = 0; i < blocks; i++) {
      features.push(inverted(width, filters, wider, i === 0 ? stride : 1));
      width = filters;
    }
  }
  features.push(convolution(width, 1280, 1));
  const last = dense({ inputs: 1280, units: classes, initializer: gaussian(0.01), biasInitializer: 0 });
  return imageClassifier({
    name: "mobileNetV2",
    ...{ settings, channels, features },
    ...weights !== undefined && { weights },
    // As timm's: what comes before each convolution that makes maps smaller, and the end.
    stages: [
      { last: 1, channels: 16, reduction: 2 },
      { last: 3, channels: 24, reduction: 4 },
      { last: 6, channels: 32, reduction: 8 },
      { last: 13, channels: 96, reduction: 16 },
      { last: 17, channels: 320, reduction: 32 },
    ],
    classifier: sequential(dropping({ rate: dropout }), last),
  });
}

/** A block that is narrow at its ends, and wide and depthwise within. */
function inverted(inputs: number, outputs: number, wider: number, stride: number): ImageLayer {
  const inner = inputs * wider;
  const row: AnyLayer[] = [
    ...wider === 1 ? [] : [convolution(inputs, inner, 1)],
    convolution(inner, inner, 3, stride, inner),
    conv2d({ channels: inner, filters: outputs, kernelSize: 1, bias: false, initializer: kaimingNormal() }),
    batchNorm({ channels: outputs }),
  ];
  return model({
    name: "inverted",
    staticGraph: true,
    params: { conv: sequential(...row) as ImageLayer },
    forward(x: tf.Tensor4D, mode: Mode, { conv }) {
      const y = conv.forward(x, mode);
      return stride === 1 && inputs === outputs ? tf.add(x, y) as tf.Tensor4D : y;
    },
  });
}

function convolution(channels: number, filters: number, kernelSize: number, stride = 1, groups = 1): ImageLayer {
  const how = { padding: (kernelSize - 1) / 2, bias: false, initializer: kaimingNormal() };
  return sequential(
    conv2d({ channels, filters, kernelSize, stride, groups, ...how }),
    batchNorm({ channels: filters }),
    relu6(),
  );
}
