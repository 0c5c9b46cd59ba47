/** EfficientNet for images, with the architecture, names and first weights of torchvision. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import type { WeightsFrom } from "../pretrained.ts";
import { tf } from "../tf.ts";
import { silu } from "../layers/activations.ts";
import { batchNorm } from "../layers/batch_norm.ts";
import { conv2d } from "../layers/conv2d.ts";
import { dense } from "../layers/dense.ts";
import { dropout as dropping } from "../layers/dropout.ts";
import type { ImageLayer } from "../layers/pools.ts";
import { sequential } from "../layers/sequential.ts";
import { squeezeExcite } from "../layers/squeeze_excite.ts";
import { stochasticDepth } from "../layers/stochastic_depth.ts";
import { fanInUniform, kaimingNormal } from "../tensors/initializers.ts";
import type { AnyLayer } from "../tensors/place.ts";
import { imageClassifier } from "./image_classifier.ts";
import { model } from "./model.ts";

/** How an EfficientNet is made. */
export interface EfficientNetOptions {
  /** Classes to tell apart: the logits that come out. Default 1000. */
  readonly classes?: number;
  /** Channels of the images. Default 3. */
  readonly channels?: number;
  /** The share that is dropped before the last layer in training, in [0, 1). Default 0.2. */
  readonly dropout?: number;
  /** The share of examples whose last block is left out in training, in [0, 1); of the first block none. Default 0.2. */
  readonly depthDropout?: number;
  /**
   * The file that it begins with, such as torchvision's: a path or an address, or either with how the names of the file are read.
   * With other `classes` than the file has, `classifier` begins as drawn. Default none.
   */
  readonly weights?: string | URL | WeightsFrom;
}

/** How much wider the inside of a block is, size of its kernel, stride of the first, channels out, blocks. */
const STAGES = [
  [1, 3, 1, 16, 1],
  [6, 3, 2, 24, 2],
  [6, 5, 2, 40, 2],
  [6, 3, 2, 80, 3],
  [6, 5, 1, 112, 3],
  [6, 5, 2, 192, 4],
  [6, 3, 1, 320, 1],
] as const;
const BLOCKS = 16;

/**
 * EfficientNet-B0 (Tan and Le, 2019): 5,288,548 trainable numbers with 1000 classes.
 *
 * As in torchvision, weights are named `features/1/0/block/0/0/kernel`, `classifier/1/bias` and so on. Images are [batch, height, width,
 * channels], float32 and about normalised, of any size.
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { efficientNetB0 } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(efficientNetB0().params).filter(({ trainable }) => trainable);
 * assertEquals(weights.reduce((sum, { size }) => sum + size, 0), 5_288_548);
 * ```
 */
export function efficientNetB0(options: EfficientNetOptions = {}): Model<tf.Tensor4D, tf.Tensor2D> {
  const { classes = 1000, channels = 3, dropout = 0.2, depthDropout = 0.2, weights } = given(options);
  const settings = settle("efficientNetB0", options, { classes, channels, dropout, depthDropout, weights });
  requireRange("efficientNetB0", "a whole number of at least 1", { classes, channels });
  requireRange("efficientNetB0", "in [0, 1)", { dropout, depthDropout });
  const features: AnyLayer[] = [convolution(channels, 32, 3, 2)];
  let width = 32, done = 0;
  for (const [wider, kernelSize, stride, filters, blocks] of STAGES) {
    const stage = Array.from({ length: blocks }, (_, i) => {
      const inputs = i === 0 ? width : filters;
      return block({
        inputs,
        filters,
        wider,
        kernelSize,
        stride: i === 0 ? stride : 1,
        rate: depthDropout * done++ / BLOCKS,
      });
    });
    features.push(sequential(...stage as AnyLayer[]));
    width = filters;
  }
  features.push(convolution(width, 4 * width, 1));
  // As PyTorch draws it: uniform in ±1 / sqrt(classes).
  const last = dense({ inputs: 4 * width, units: classes, initializer: fanInUniform(classes), biasInitializer: 0 });
  return imageClassifier({
    name: "efficientNetB0",
    ...{ settings, channels, features },
    ...weights !== undefined && { weights },
    // As timm's: what comes before each convolution that makes maps smaller, and the end.
    stages: [
      { last: 1, channels: 16, reduction: 2 },
      { last: 2, channels: 24, reduction: 4 },
      { last: 3, channels: 40, reduction: 8 },
      { last: 5, channels: 112, reduction: 16 },
      { last: 7, channels: 320, reduction: 32 },
    ],
    classifier: sequential(dropping({ rate: dropout }), last),
  });
}

interface Block {
  readonly inputs: number;
  readonly filters: number;
  readonly wider: number;
  readonly kernelSize: number;
  readonly stride: number;
  readonly rate: number;
}

/** A block that is narrow at its ends, wide, depthwise and weighed within. */
function block({ inputs, filters, wider, kernelSize, stride, rate }: Block): ImageLayer {
  const inner = inputs * wider;
  const row: AnyLayer[] = [
    ...wider === 1 ? [] : [convolution(inputs, inner, 1)],
    convolution(inner, inner, kernelSize, stride, inner),
    squeezeExcite({
      ...{ channels: inner, squeezed: Math.max(1, Math.floor(inputs / 4)), activation: silu() },
      initializer: kaimingNormal(),
    }),
    sequential(
      conv2d({ channels: inner, filters, kernelSize: 1, bias: false, initializer: kaimingNormal() }),
      batchNorm({ channels: filters }),
    ),
  ];
  return model({
    name: "block",
    staticGraph: true,
    params: { block: sequential(...row) as ImageLayer, depth: stochasticDepth({ rate }) },
    forward(x: tf.Tensor4D, mode: Mode, { block, depth }) {
      const y = block.forward(x, mode);
      return stride === 1 && inputs === filters ? tf.add(x, depth.forward(y, mode)) as tf.Tensor4D : y;
    },
  });
}

function convolution(channels: number, filters: number, kernelSize: number, stride = 1, groups = 1): ImageLayer {
  const how = { padding: (kernelSize - 1) / 2, bias: false, initializer: kaimingNormal() };
  return sequential(
    conv2d({ channels, filters, kernelSize, stride, groups, ...how }),
    batchNorm({ channels: filters }),
    silu(),
  );
}
