/** Residual networks whose blocks are wider or in groups, with the architecture, names and first weights of torchvision. */
import { residualNetwork, type Resnet, type ResnetOptions } from "./resnet.ts";

/**
 * ResNeXt-50 of 32 groups of 4 (Xie et al., 2017), torchvision's `resnext50_32x4d`. Options and errors are those of
 * {@linkcode resnet50}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resnext50 } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(resnext50().params).filter(({ trainable }) => trainable);
 * assertEquals(weights.reduce((sum, { size }) => sum + size, 0), 25_028_904);
 * ```
 */
export function resnext50(options: ResnetOptions = {}): Resnet {
  return residualNetwork("resnext50", { depths: [3, 4, 6, 3], bottleneck: true, groups: 32, perGroup: 4 }, options);
}

/**
 * ResNeXt-101 of 32 groups of 8, torchvision's `resnext101_32x8d`. See {@linkcode resnext50}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resnext101 } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(resnext101().params).filter(({ trainable }) => trainable);
 * assertEquals(weights.reduce((sum, { size }) => sum + size, 0), 88_791_336);
 * ```
 */
export function resnext101(options: ResnetOptions = {}): Resnet {
  return residualNetwork("resnext101", { depths: [3, 4, 23, 3], bottleneck: true, groups: 32, perGroup: 8 }, options);
}

/**
 * ResNet-50 with blocks twice as wide within (Zagoruyko and Komodakis, 2016), torchvision's `wide_resnet50_2`. Options and
 * errors are those of {@linkcode resnet50}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wideResnet50 } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(wideResnet50().params).filter(({ trainable }) => trainable);
 * assertEquals(weights.reduce((sum, { size }) => sum + size, 0), 68_883_240);
 * ```
 */
export function wideResnet50(options: ResnetOptions = {}): Resnet {
  return residualNetwork("wideResnet50", { depths: [3, 4, 6, 3], bottleneck: true, perGroup: 128 }, options);
}

/**
 * ResNet-101 with blocks twice as wide within (Zagoruyko and Komodakis, 2016), torchvision's `wide_resnet101_2`: 126,886,696 trainable
 * numbers with 1000 classes. Options and errors are those of {@linkcode resnet50}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { features, tf, wideResnet101 } from "jsr:@raptor/raptor";
 *
 * const network = wideResnet101({ classes: 10 });
 * assertEquals(features(network).channels, [64, 256, 512, 1024, 2048]);
 * tf.dispose(network.params);
 * ```
 */
export function wideResnet101(options: ResnetOptions = {}): Resnet {
  return residualNetwork("wideResnet101", { depths: [3, 4, 23, 3], bottleneck: true, perGroup: 128 }, options);
}
