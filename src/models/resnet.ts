/** Residual networks for images, with the architecture, names and first weights of torchvision. */
import { settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import type { WeightsFrom } from "../pretrained.ts";
import { relu as rectify } from "../tensors/relu.ts";
import { tf } from "../tf.ts";
import { batchNorm } from "../layers/batch_norm.ts";
import { requireOneOf } from "../options/require_one_of.ts";
import { requireRange } from "../options/require_range.ts";
import { conv2d } from "../layers/conv2d.ts";
import { dense } from "../layers/dense.ts";
import { kaimingNormal } from "../tensors/initializers.ts";
import { model } from "./model.ts";
import type { AnyLayer } from "../tensors/place.ts";
import { type ImageLayer, maxPool } from "../layers/pools.ts";
import { refuse } from "../shapes/refuse.ts";
import { stage } from "./stage.ts";
import { sequential } from "../layers/sequential.ts";

/** How a residual network is made. */
export interface ResnetOptions {
  /** Classes to tell apart: the logits that come out. Default 1000. */
  readonly classes?: number;
  /** Channels of the images. Default 3. */
  readonly channels?: number;
  /**
   * How many times smaller the last maps are than the image, 8, 16 or 32: where they shrink no more, convolutions look
   * further instead, as those that tell every pixel want it (torchvision's `replace_stride_with_dilation`). Not of ResNet-18 and
   * ResNet-34. Default 32.
   */
  readonly outputStride?: 8 | 16 | 32;
  /**
   * The file that it begins with, such as torchvision's or timm's `resnet18.safetensors`: a path or an address, or either with
   * how the names of the file are read. With other `classes` than the file has, `fc` begins as drawn. Default none.
   */
  readonly weights?: string | URL | WeightsFrom;
}

/** From images [batch, height, width, channels] to logits [batch, classes]. */
export type Resnet = Model<tf.Tensor4D, tf.Tensor2D>;

/**
 * ResNet-18: 11,689,512 trainable numbers with 1000 classes. See {@linkcode resnet50}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resnet18 } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(resnet18({ classes: 10 }).params).filter(({ trainable }) => trainable);
 * assertEquals(weights.length, 62);
 * ```
 */
export function resnet18(options: ResnetOptions = {}): Resnet {
  return resnet("resnet18", plain, 1, [2, 2, 2, 2], options);
}

/**
 * ResNet-34: 21,797,672 trainable numbers with 1000 classes. See {@linkcode resnet50}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resnet34 } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(resnet34({ classes: 10 }).params).filter(({ trainable }) => trainable);
 * assertEquals(weights.length, 110);
 * ```
 */
export function resnet34(options: ResnetOptions = {}): Resnet {
  return resnet("resnet34", plain, 1, [3, 4, 6, 3], options);
}

/**
 * ResNet-50 (He et al., 2016): 25,557,032 trainable numbers with 1000 classes.
 *
 * As in torchvision (version 1.5 of the architecture), the 3x3 convolution of a block takes its stride, kernels are
 * drawn by He's method over the outputs, and weights are named alike: `conv1/kernel`, `layer1/0/bn1/scale`,
 * `layer1/0/downsample/0/kernel`, `fc/bias`.
 *
 * Images are [batch, height, width, channels], float32 and about normalised, of any size of at least 1x1.
 *
 * @throws {RangeError} If `classes` or `channels` is no whole number above 0; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resnet50 } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(resnet50().params).filter(({ trainable }) => trainable);
 * assertEquals(weights.reduce((sum, { size }) => sum + size, 0), 25_557_032);
 * ```
 */
export function resnet50(options: ResnetOptions = {}): Resnet {
  return resnet("resnet50", bottleneck, 4, [3, 4, 6, 3], options);
}

/**
 * ResNet-101: 44,549,160 trainable numbers with 1000 classes. See {@linkcode resnet50}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resnet101 } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(resnet101({ classes: 10 }).params).filter(({ trainable }) => trainable);
 * assertEquals(weights.length, 314);
 * ```
 */
export function resnet101(options: ResnetOptions = {}): Resnet {
  return resnet("resnet101", bottleneck, 4, [3, 4, 23, 3], options);
}

/**
 * ResNet-152: 60,192,808 trainable numbers with 1000 classes. See {@linkcode resnet50}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resnet152 } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(resnet152({ classes: 10 }).params).filter(({ trainable }) => trainable);
 * assertEquals(weights.length, 467);
 * ```
 */
export function resnet152(options: ResnetOptions = {}): Resnet {
  return resnet("resnet152", bottleneck, 4, [3, 8, 36, 3], options);
}

function resnet(
  name: string,
  block: typeof bottleneck,
  expansion: number,
  depths: readonly number[],
  options: ResnetOptions,
): Resnet {
  const { classes = 1000, channels = 3, outputStride = 32, weights } = options;
  const settings = settle(name, options, { classes, channels, outputStride: options.outputStride, weights });
  requireRange(name, "a whole number of at least 1", { classes, channels });
  requireOneOf(name, block === plain ? [32] : [8, 16, 32], { outputStride });
  let width = 64, reduction = 4, dilation = 1;
  const layers = depths.map((depth, stage) =>
    sequential(...Array.from({ length: depth }, (_, i): AnyLayer => {
      const [inputs, inner] = [width, 64 << stage], shrinks = i === 0 && stage > 0;
      width = inner * expansion;
      if (shrinks && reduction < outputStride) {
        reduction *= 2;
        return block(inputs, inner, width, 2);
      }
      // The first block of a stage still looks as far as the stage before.
      const reach = dilation;
      if (shrinks) dilation *= 2;
      return block(inputs, inner, width, 1, reach);
    })) as ImageLayer
  );
  const stem = { conv1: convolution(channels, 64, 7, 2), bn1: batchNorm({ channels: 64 }) };
  const pool = { maxpool: maxPool({ size: 3, stride: 2, padding: 1 }) };
  const stages = [
    stage({
      ...{ channels: 64, reduction: 2, params: stem },
      forward: (x, mode, { conv1, bn1 }) => rectify(bn1.forward(conv1.forward(x, mode), mode)),
    }),
    ...layers.map((layer, i) =>
      stage({
        ...{ channels: (64 << i) * expansion, reduction: Math.min(4 << i, outputStride) },
        params: { ...i === 0 && pool, [`layer${i + 1}`]: layer },
      })
    ),
  ];
  const named = Object.fromEntries(layers.map((layer, i) => [`layer${i + 1}`, layer]));
  return model({
    name,
    settings,
    staticGraph: true,
    head: "fc",
    ...weights !== undefined && { weights },
    stages,
    params: { ...stem, ...pool, ...named, fc: dense({ inputs: width, units: classes }) },
    forward(x: tf.Tensor4D, mode: Mode, { fc }) {
      if (x.rank !== 4 || x.shape[3] !== channels) {
        throw refuse(name, mode, `images [batch, height, width, ${channels}]`, x);
      }
      return fc.forward(tf.mean(stages.reduce((y, stage) => stage.forward(y, mode), x), [1, 2]), mode);
    },
  });
}

/** Two convolutions of 3x3. */
function plain(inputs: number, inner: number, outputs: number, stride: number): ImageLayer {
  return model({
    name: "plain",
    staticGraph: true,
    params: {
      conv1: convolution(inputs, inner, 3, stride),
      bn1: batchNorm({ channels: inner }),
      conv2: convolution(inner, outputs, 3),
      bn2: batchNorm({ channels: outputs }),
      ...downsample(inputs, outputs, stride),
    },
    forward(x: tf.Tensor4D, mode: Mode, { conv1, bn1, conv2, bn2, downsample }) {
      const y = rectify(bn1.forward(conv1.forward(x, mode), mode));
      return rectify(tf.add(bn2.forward(conv2.forward(y, mode), mode), downsample?.forward(x, mode) ?? x));
    },
  });
}

/** A convolution of 3x3 between two of 1x1, which narrow and widen the channels. */
function bottleneck(inputs: number, inner: number, outputs: number, stride: number, dilation = 1): ImageLayer {
  return model({
    name: "bottleneck",
    staticGraph: true,
    params: {
      conv1: convolution(inputs, inner, 1),
      bn1: batchNorm({ channels: inner }),
      conv2: convolution(inner, inner, 3, stride, dilation),
      bn2: batchNorm({ channels: inner }),
      conv3: convolution(inner, outputs, 1),
      bn3: batchNorm({ channels: outputs }),
      ...downsample(inputs, outputs, stride),
    },
    forward(x: tf.Tensor4D, mode: Mode, { conv1, bn1, conv2, bn2, conv3, bn3, downsample }) {
      let y = rectify(bn1.forward(conv1.forward(x, mode), mode));
      y = rectify(bn2.forward(conv2.forward(y, mode), mode));
      return rectify(tf.add(bn3.forward(conv3.forward(y, mode), mode), downsample?.forward(x, mode) ?? x));
    },
  });
}

/** The shortcut of a block whose output has another shape than its input. */
function downsample(inputs: number, outputs: number, stride: number): { readonly downsample?: ImageLayer } {
  if (inputs === outputs && stride === 1) return {};
  return { downsample: sequential(convolution(inputs, outputs, 1, stride), batchNorm({ channels: outputs })) };
}

function convolution(channels: number, filters: number, kernelSize: number, stride = 1, dilation = 1): ImageLayer {
  const padding = (kernelSize - 1) / 2 * dilation, initializer = kaimingNormal();
  return conv2d({ channels, filters, kernelSize, stride, padding, dilation, bias: false, initializer });
}
