/** Residual networks for images, with the architecture, names and first weights of torchvision. */
import type { Model } from "../model.ts";
import type { WeightsFrom } from "../pretrained.ts";
import type { tf } from "../tf.ts";
import { residualNetwork } from "./resnet/body.ts";

export { residualNetwork };

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
   * What it begins with: `"imagenet"`, a convolution of 7x7 and a pool that make images four times smaller, or `"cifar"`, one of 3x3 that
   * leaves the pixels of images of 32 by 32 (maps are then 8 times smaller at the end). Default `"imagenet"`.
   */
  readonly stem?: "imagenet" | "cifar";
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
  return residualNetwork("resnet18", { depths: [2, 2, 2, 2] }, options);
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
  return residualNetwork("resnet34", { depths: [3, 4, 6, 3] }, options);
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
  return residualNetwork("resnet50", { depths: [3, 4, 6, 3], bottleneck: true }, options);
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
  return residualNetwork("resnet101", { depths: [3, 4, 23, 3], bottleneck: true }, options);
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
  return residualNetwork("resnet152", { depths: [3, 8, 36, 3], bottleneck: true }, options);
}
