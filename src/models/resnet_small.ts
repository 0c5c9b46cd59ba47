/** Residual networks for images of 32 by 32, as the paper has them for CIFAR, with torchvision's names. */
import type { WeightsFrom } from "../pretrained.ts";
import { residualNetwork, type Resnet } from "./resnet.ts";

/** How a residual network of small images is made. */
export interface SmallResnetOptions {
  /** Classes to tell apart: the logits that come out. Default 10. */
  readonly classes?: number;
  /** Channels of the images. Default 3. */
  readonly channels?: number;
  /**
   * The file that it begins with: a path or an address, or either with how the names of the file are read. With other `classes` than the
   * file has, `fc` begins as drawn. Default none.
   */
  readonly weights?: string | URL | WeightsFrom;
}

const small = (blocks: number) => ({ depths: [blocks, blocks, blocks], width: 16, stem: "cifar" }) as const;

/**
 * ResNet-20 for CIFAR (He et al., 2016, 4.2): a convolution of 3x3, three stages of 3 blocks with 16, 32 and 64 channels. A shortcut
 * between stages is a convolution of 1x1 with a batch norm, as in torchvision's networks.
 *
 * @throws {RangeError} If `classes` or `channels` is no whole number above 0; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resnet20 } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(resnet20().params).filter(({ trainable }) => trainable);
 * assertEquals(weights.reduce((sum, { size }) => sum + size, 0), 272_474);
 * ```
 */
export function resnet20(options: SmallResnetOptions = {}): Resnet {
  return residualNetwork("resnet20", small(3), options);
}

/**
 * ResNet-32 for CIFAR, of three stages of 5 blocks. See {@linkcode resnet20}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resnet32 } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(resnet32().params).filter(({ trainable }) => trainable);
 * assertEquals(weights.reduce((sum, { size }) => sum + size, 0), 466_906);
 * ```
 */
export function resnet32(options: SmallResnetOptions = {}): Resnet {
  return residualNetwork("resnet32", small(5), options);
}

/**
 * ResNet-44 for CIFAR, of three stages of 7 blocks. See {@linkcode resnet20}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resnet44 } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(resnet44().params).filter(({ trainable }) => trainable);
 * assertEquals(weights.reduce((sum, { size }) => sum + size, 0), 661_338);
 * ```
 */
export function resnet44(options: SmallResnetOptions = {}): Resnet {
  return residualNetwork("resnet44", small(7), options);
}

/**
 * ResNet-56 for CIFAR, of three stages of 9 blocks. See {@linkcode resnet20}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resnet56 } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(resnet56().params).filter(({ trainable }) => trainable);
 * assertEquals(weights.reduce((sum, { size }) => sum + size, 0), 855_770);
 * ```
 */
export function resnet56(options: SmallResnetOptions = {}): Resnet {
  return residualNetwork("resnet56", small(9), options);
}

/**
 * ResNet-110 for CIFAR, of three stages of 18 blocks. See {@linkcode resnet20}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resnet110 } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(resnet110().params).filter(({ trainable }) => trainable);
 * assertEquals(weights.reduce((sum, { size }) => sum + size, 0), 1_730_714);
 * ```
 */
export function resnet110(options: SmallResnetOptions = {}): Resnet {
  return residualNetwork("resnet110", small(18), options);
}
