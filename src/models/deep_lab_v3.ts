/** Networks that tell the class of every pixel by looking around it at several distances at once. */
import { relu } from "../layers/activations.ts";
import { batchNorm } from "../layers/batch_norm.ts";
import { conv2d } from "../layers/conv2d.ts";
import { dropout } from "../layers/dropout.ts";
import type { ImageLayer } from "../layers/pools.ts";
import { sequential } from "../layers/sequential.ts";
import type { Mode, Model } from "../model.ts";
import { given, requireEach, requireRange, settle } from "../options/settle.ts";
import type { WeightsFrom } from "../pretrained.ts";
import { refuse } from "../shapes/refuse.ts";
import type { AnyLayer } from "../tensors/place.ts";
import { resizedTo } from "../tensors/resized_to.ts";
import { tf } from "../tf.ts";
import { features } from "./features.ts";
import { model } from "./model.ts";

/** How such a network is made. */
export interface DeepLabV3Options {
  /** Classes to tell apart: the logits of each pixel. */
  readonly classes: number;
  /** A network with stages, of which the last one is looked at, such as `resnet50({ outputStride: 8 })`. */
  readonly backbone: Model<tf.Tensor4D, unknown>;
  /** How far the convolutions look that look around, in pixels of the maps. Default [12, 24, 36], for maps 8 times smaller. */
  readonly rates?: readonly number[];
  /** Channels of the head. Default 256. */
  readonly width?: number;
  /** The file that it begins with, such as torchvision's `deeplabv3_resnet50` without its auxiliary classifier. Default none. */
  readonly weights?: string | URL | WeightsFrom;
}

/**
 * DeepLabV3 (Chen et al., 2017), with the architecture and names of torchvision: a head over the last maps of a network, which
 * joins convolutions of several reaches and the mean of all; from images [batch, height, width, channels] to logits [batch, height,
 * width, classes].
 *
 * Weights: `backbone/...` and `classifier/...`.
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 * @throws {TypeError} If `backbone` has no stages.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { conv2d, deepLabV3, imageClassifier, dense, initialize, tf } from "jsr:@raptor/raptor";
 *
 * const backbone = imageClassifier({
 *   name: "small",
 *   features: [conv2d({ channels: 3, filters: 8, kernelSize: 4, stride: 4 })],
 *   stages: [{ last: 0, channels: 8, reduction: 4 }],
 *   classifier: dense({ inputs: 8, units: 2 }),
 * });
 * const network = deepLabV3({ classes: 5, backbone, rates: [1, 2], width: 4 });
 * initialize(network, 1);
 * assertEquals(network.forward(tf.zeros([1, 16, 20, 3]), { training: false, seed: 0 }).shape, [1, 16, 20, 5]);
 * ```
 */
export function deepLabV3(options: DeepLabV3Options): Model<tf.Tensor4D, tf.Tensor4D> {
  const { classes, backbone, rates = [12, 24, 36], width = 256, weights } = given(options);
  const settings = settle("deepLabV3", options, { classes, backbone, rates, width, weights });
  requireRange("deepLabV3", "a whole number of at least 1", { classes, width });
  requireEach("deepLabV3", "a whole number of at least 1", { rates });
  const body = features(backbone, { stages: [Math.max((backbone?.stages?.length ?? 1) - 1, 0)] });
  const classifier = sequential(
    pyramid(body.channels[0]!, width, rates),
    ...normalised(width, width, 3, 1),
    conv2d({ channels: width, filters: classes, kernelSize: 1 }),
  ) as ImageLayer;
  return model({
    ...{ name: "deepLabV3", settings, head: "classifier", ...weights !== undefined && { weights } },
    params: { backbone: body as AnyLayer, classifier },
    forward(x: tf.Tensor4D, mode: Mode, { backbone, classifier }) {
      if (x.rank !== 4) throw refuse("deepLabV3", mode, "images [batch, height, width, channels]", x);
      const [map]: readonly tf.Tensor4D[] = backbone.forward(x, mode);
      return resizedTo(classifier.forward(map!, mode), [x.shape[1], x.shape[2]]);
    },
  });
}

/** Convolutions side by side, of one pixel, of several reaches, and of the mean of all; and what joins them. */
function pyramid(channels: number, width: number, rates: readonly number[]): ImageLayer {
  const rows = [
    sequential(...normalised(channels, width, 1, 1)),
    ...rates.map((rate) => sequential(...normalised(channels, width, 3, rate))),
    sequential(mean(), ...normalised(channels, width, 1, 1)),
  ];
  return model({
    name: "pyramid",
    params: {
      convs: model({
        name: "convs",
        params: Object.fromEntries(rows.map((row, i) => [String(i), row as AnyLayer])),
        forward(x: tf.Tensor4D, mode: Mode, layers) {
          const [, height, width] = x.shape;
          return tf.concat(
            rows.map((_, i) => resizedTo((layers[String(i)] as AnyLayer).forward(x, mode), [height, width])),
            3,
          );
        },
      }),
      project: sequential(...normalised(width * rows.length, width, 1, 1), dropout({ rate: 0.5 })) as ImageLayer,
    },
    forward: (x: tf.Tensor4D, mode: Mode, { convs, project }) => project.forward(convs.forward(x, mode), mode),
  });
}

function normalised(channels: number, filters: number, kernelSize: number, dilation: number) {
  const padding = (kernelSize - 1) / 2 * dilation;
  const convolution = conv2d({ channels, filters, kernelSize, padding, dilation, bias: false });
  return [convolution, batchNorm({ channels: filters }), relu()] as const;
}

/** The mean of each channel, as a map of one pixel. */
function mean(): ImageLayer {
  return model({ name: "mean", staticGraph: true, params: {}, forward: (x: tf.Tensor4D) => tf.mean(x, [1, 2], true) });
}
