/** MobileNetV3 for images, with the architecture, names and first weights of torchvision. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import type { WeightsFrom } from "../pretrained.ts";
import { tf } from "../tf.ts";
import { type Elementwise, hardSigmoid, hardSwish, relu } from "../layers/activations.ts";
import { batchNorm } from "../layers/batch_norm.ts";
import { conv2d } from "../layers/conv2d.ts";
import { dense } from "../layers/dense.ts";
import { dropout as dropping } from "../layers/dropout.ts";
import type { ImageLayer } from "../layers/pools.ts";
import { sequential } from "../layers/sequential.ts";
import { squeezeExcite } from "../layers/squeeze_excite.ts";
import { gaussian, kaimingNormal } from "../tensors/initializers.ts";
import type { AnyLayer } from "../tensors/place.ts";
import { imageClassifier } from "./image_classifier.ts";
import { model } from "./model.ts";

/** How a MobileNetV3 is made. */
export interface MobileNetV3Options {
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

/** Size of the kernel, channels within, channels out, whether they are weighed, by what they are rectified, stride. */
type Row = readonly [
  size: number,
  inner: number,
  outputs: number,
  weighed: 0 | 1,
  rectified: "relu" | "swish",
  stride: 1 | 2,
];

const LARGE: readonly Row[] = [
  [3, 16, 16, 0, "relu", 1],
  ...[[3, 64, 24, 0, "relu", 2], [3, 72, 24, 0, "relu", 1]] as const,
  ...[[5, 72, 40, 1, "relu", 2], [5, 120, 40, 1, "relu", 1], [5, 120, 40, 1, "relu", 1]] as const,
  ...[[3, 240, 80, 0, "swish", 2], [3, 200, 80, 0, "swish", 1], [3, 184, 80, 0, "swish", 1]] as const,
  ...[[3, 184, 80, 0, "swish", 1], [3, 480, 112, 1, "swish", 1], [3, 672, 112, 1, "swish", 1]] as const,
  ...[[5, 672, 160, 1, "swish", 2], [5, 960, 160, 1, "swish", 1], [5, 960, 160, 1, "swish", 1]] as const,
];
const SMALL: readonly Row[] = [
  [3, 16, 16, 1, "relu", 2],
  ...[[3, 72, 24, 0, "relu", 2], [3, 88, 24, 0, "relu", 1]] as const,
  ...[[5, 96, 40, 1, "swish", 2], [5, 240, 40, 1, "swish", 1], [5, 240, 40, 1, "swish", 1]] as const,
  ...[[5, 120, 48, 1, "swish", 1], [5, 144, 48, 1, "swish", 1]] as const,
  ...[[5, 288, 96, 1, "swish", 2], [5, 576, 96, 1, "swish", 1], [5, 576, 96, 1, "swish", 1]] as const,
];

/**
 * MobileNetV3-Large (Howard et al., 2019): 5,483,032 trainable numbers with 1000 classes.
 *
 * As in torchvision, weights are named `features/0/0/kernel`, `features/4/block/2/fc1/kernel`, `classifier/3/bias` and so on. Images are
 * [batch, height, width, channels], float32 and about normalised, of any size.
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mobileNetV3Large } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(mobileNetV3Large().params).filter(({ trainable }) => trainable);
 * assertEquals(weights.reduce((sum, { size }) => sum + size, 0), 5_483_032);
 * ```
 */
export function mobileNetV3Large(options: MobileNetV3Options = {}): Model<tf.Tensor4D, tf.Tensor2D> {
  return mobileNetV3("mobileNetV3Large", LARGE, 1280, options);
}

/**
 * MobileNetV3-Small: 2,542,856 trainable numbers with 1000 classes. See {@linkcode mobileNetV3Large}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mobileNetV3Small } from "jsr:@raptor/raptor";
 *
 * const weights = Object.values(mobileNetV3Small().params).filter(({ trainable }) => trainable);
 * assertEquals(weights.reduce((sum, { size }) => sum + size, 0), 2_542_856);
 * ```
 */
export function mobileNetV3Small(options: MobileNetV3Options = {}): Model<tf.Tensor4D, tf.Tensor2D> {
  return mobileNetV3("mobileNetV3Small", SMALL, 1024, options);
}

function mobileNetV3(
  name: string,
  rows: readonly Row[],
  hidden: number,
  options: MobileNetV3Options,
): Model<tf.Tensor4D, tf.Tensor2D> {
  const { classes = 1000, channels = 3, dropout = 0.2, weights } = given(options);
  const settings = settle(name, options, { classes, channels, dropout, weights });
  requireRange(name, "a whole number of at least 1", { classes, channels });
  requireRange(name, "in [0, 1)", { dropout });
  const features: AnyLayer[] = [convolution(channels, 16, 3, { stride: 2, by: hardSwish() })];
  const stages: { last: number; channels: number; reduction: number }[] = [];
  let width = 16, reduction = 2;
  for (const row of rows) {
    // What comes before each convolution that makes maps smaller, as timm's stages.
    if (row[5] === 2) stages.push({ last: features.length - 1, channels: width, reduction }), reduction *= 2;
    features.push(inverted(width, row));
    width = row[2];
  }
  features.push(convolution(width, 6 * width, 1, { by: hardSwish() }));
  stages.push({ last: features.length - 1, channels: 6 * width, reduction });
  const how = { initializer: gaussian(0.01), biasInitializer: 0 } as const;
  return imageClassifier({
    name,
    ...{ settings, channels, features, stages },
    ...weights !== undefined && { weights },
    classifier: sequential(
      dense({ inputs: 6 * width, units: hidden, ...how }),
      hardSwish(),
      dropping({ rate: dropout }),
      dense({ inputs: hidden, units: classes, ...how }),
    ),
  });
}

/** A block that is narrow at its ends, wide, depthwise and, where it says so, weighed within. */
function inverted(inputs: number, [size, inner, outputs, weighed, rectified, stride]: Row): ImageLayer {
  const by = rectified === "relu" ? relu() : hardSwish(), squeezed = divisible(Math.floor(inner / 4));
  const row: AnyLayer[] = [
    ...inner === inputs ? [] : [convolution(inputs, inner, 1, { by })],
    convolution(inner, inner, size, { stride, groups: inner, by }),
    ...weighed === 0
      ? []
      : [squeezeExcite({ channels: inner, squeezed, gate: hardSigmoid(), initializer: kaimingNormal() })],
    convolution(inner, outputs, 1),
  ];
  return model({
    name: "inverted",
    staticGraph: true,
    params: { block: sequential(...row) as ImageLayer },
    forward(x: tf.Tensor4D, mode: Mode, { block }) {
      const y = block.forward(x, mode);
      return stride === 1 && inputs === outputs ? tf.add(x, y) as tf.Tensor4D : y;
    },
  });
}

/** The nearest multiple of 8, which is not below nine tenths of it. */
function divisible(width: number): number {
  const nearest = Math.max(8, Math.floor((width + 4) / 8) * 8);
  return nearest < 0.9 * width ? nearest + 8 : nearest;
}

function convolution(
  channels: number,
  filters: number,
  kernelSize: number,
  { stride = 1, groups = 1, by }: { readonly stride?: number; readonly groups?: number; readonly by?: Elementwise } =
    {},
): ImageLayer {
  const how = { padding: (kernelSize - 1) / 2, bias: false, initializer: kaimingNormal() };
  return sequential(
    ...[
      conv2d({ channels, filters, kernelSize, stride, groups, ...how }),
      batchNorm({ channels: filters, momentum: 0.01, epsilon: 1e-3 }),
      ...by === undefined ? [] : [by],
    ] as AnyLayer[],
  ) as ImageLayer;
}
