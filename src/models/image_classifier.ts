/** Networks of images in torchvision's form: a row of layers that makes maps, and an end that tells classes by their mean. */
import type { Mode, Model } from "../model.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { WeightsFrom } from "../pretrained.ts";
import type { Settings } from "../settings.ts";
import { refuse } from "../shapes/refuse.ts";
import type { AnyLayer } from "../tensors/place.ts";
import { tf } from "../tf.ts";
import type { ImageLayer } from "../layers/pools.ts";
import { sequential } from "../layers/sequential.ts";
import { model } from "./model.ts";
import { stage } from "./stage.ts";

/** How such a network is made. */
export interface ImageClassifierOptions {
  /** A word for logs, checkpoints and errors. */
  readonly name: string;
  /** How it was made, as plain data, where it is made by a function of yours. Default its layers. */
  readonly settings?: Settings;
  /** Channels of the images. Default 3. */
  readonly channels?: number;
  /** The smallest height and width of an image, in pixels. Default 1. */
  readonly smallest?: number;
  /** The layers that make maps of images, first ones first. */
  readonly features: readonly AnyLayer[];
  /** After which of them maps have reached a size, for {@linkcode features}: the layer's number from 0, and what comes out. Default none. */
  readonly stages?: readonly {
    readonly last: number;
    readonly channels: number;
    readonly reduction: number;
  }[];
  /** What the maps become before the end of the network. Default the mean of each channel, [batch, channels]. */
  readonly pool?: (maps: tf.Tensor4D) => tf.Tensor;
  /** The end of the network. */
  readonly classifier: AnyLayer;
  /** The file that it begins with; with other classes than the file has, `classifier` begins as drawn. Default none. */
  readonly weights?: string | URL | WeightsFrom;
}

/**
 * From images [batch, height, width, channels] to logits [batch, classes].
 *
 * Weights: `features/<place in the row>/<weight>` and `classifier/<weight>`.
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { conv2d, dense, features, imageClassifier, relu } from "jsr:@raptor/raptor";
 *
 * const net = imageClassifier({
 *   name: "small",
 *   features: [conv2d({ channels: 3, filters: 8, kernelSize: 4, stride: 4 }), relu()],
 *   stages: [{ last: 1, channels: 8, reduction: 4 }],
 *   classifier: dense({ inputs: 8, units: 10 }),
 * });
 * assertEquals(Object.keys(net.params)[0], "features/0/kernel");
 * assertEquals(features(net).channels, [8]);
 * ```
 */
export function imageClassifier(options: ImageClassifierOptions): Model<tf.Tensor4D, tf.Tensor2D> {
  const { name, channels = 3, smallest = 1, features, stages = [], classifier, weights } = given(options);
  const { settings, pool = (maps: tf.Tensor4D) => tf.mean(maps, [1, 2]) } = given(options);
  const values = { channels, smallest, features, stages, pool: given(options).pool, classifier, weights };
  const own = settle("imageClassifier", options, { name, settings, ...values });
  requireRange("imageClassifier", "a whole number of at least 1", { channels, smallest });
  requireRange("imageClassifier", "a list", { features, stages });
  requireRange("imageClassifier", "an object", { classifier });
  const pixels = smallest === 1 ? "" : ` of at least ${smallest} pixels a side`;
  return model({
    name,
    settings: settings ?? own,
    staticGraph: true,
    head: "classifier",
    ...weights !== undefined && { weights },
    stages: stages.map(({ last, channels, reduction }, i) => {
      const first = i === 0 ? 0 : stages[i - 1]!.last + 1, row = features.slice(first, last + 1);
      const parts = Object.fromEntries(row.map((layer, j) => [String(first + j), layer]));
      return stage({ channels, reduction, params: { features: stage({ channels, reduction, params: parts }) } });
    }),
    params: { features: sequential(...features) as ImageLayer, classifier },
    forward(x: tf.Tensor4D, mode: Mode, { features, classifier }) {
      if (x.rank !== 4 || x.shape[3] !== channels || Math.min(x.shape[1], x.shape[2]) < smallest) {
        throw refuse(name, mode, `images [batch, height, width, ${channels}]${pixels}`, x);
      }
      return classifier.forward(pool(features.forward(x, mode)), mode);
    },
  });
}
