/** Detectors without anchors: every place of an image tells whether it is in an object, of which class, and where that ends. */
import type { Mode, Model } from "../model.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { WeightsFrom } from "../pretrained.ts";
import { refuse } from "../shapes/refuse.ts";
import { boxesOf, type DenseBoxes, nonMaxSuppression, placesOf } from "../tensors/boxes.ts";
import type { AnyLayer } from "../tensors/place.ts";
import { tf } from "../tf.ts";
import { head } from "./fcos/head.ts";
import { pyramid } from "./fcos/pyramid.ts";
import { type Features, features } from "./features.ts";
import { model } from "./model.ts";

/** How a detector is made. */
export interface FcosOptions {
  /** Classes to tell apart. */
  readonly classes: number;
  /** A network with stages whose maps are looked at, such as `resnet50({ weights })`. */
  readonly backbone: Model<tf.Tensor4D, unknown>;
  /** Which of its stages, from 0. Default those whose maps are 8 times smaller than the image, or smaller. */
  readonly stages?: readonly number[];
  /** Further maps for large objects, each half as large as the one before. Default 2. */
  readonly extra?: number;
  /** Channels of all maps. Default 256. */
  readonly width?: number;
  /** Convolutions of the head before the last one. Default 4. */
  readonly depth?: number;
  /** The least score of what is found, in [0, 1]. Default 0.05. */
  readonly minScore?: number;
  /** The overlap from which on two boxes of a class are one, in [0, 1]. Default 0.6. */
  readonly overlap?: number;
  /** How many boxes are found in an image at most. Default 100. */
  readonly most?: number;
  /** The file that it begins with. Default none. */
  readonly weights?: string | URL | WeightsFrom;
}

/** What every place says, and what was found: boxes in pixels, the surest first, filled up with the label -1. */
export interface Detections extends DenseBoxes {
  /** Left, top, right and bottom, [batch, most, 4]; while it learns nothing is looked for, and there is one box of label -1. */
  readonly boxes: tf.Tensor3D;
  /** How sure each is, from 0 to 1, [batch, most]. */
  readonly scores: tf.Tensor2D;
  /** The class of each, [batch, most], int32. */
  readonly labels: tf.Tensor2D;
}

/** From images [batch, height, width, channels] to boxes. */
export type Detector = Model<tf.Tensor4D, Detections>;

/** So many of all places and classes are candidates, as in torchvision. */
const CANDIDATES = 1000;

/**
 * FCOS (Tian et al., 2019), with the architecture and names of torchvision's `FCOS`: maps of a network, a pyramid of them, and a
 * head for all. Learn it by {@linkcode fcosLoss}, judge it by {@linkcode meanAveragePrecision}.
 *
 * Weights: `backbone/body/...`, `backbone/fpn/...` and `head/...`.
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 * @throws {TypeError} If `backbone` has no stages.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fcos, initialize, resnet18, tf } from "jsr:@raptor/raptor";
 *
 * const detector = fcos({ classes: 3, backbone: resnet18(), width: 8, depth: 1, extra: 0, most: 5 });
 * initialize(detector, 1);
 * const { boxes, logits } = detector.forward(tf.zeros([2, 32, 64, 3]), { training: false, seed: 0 });
 * // 4 x 8 places, 2 x 4 and 1 x 2.
 * assertEquals([boxes.shape, logits.shape], [[2, 5, 4], [2, 42, 3]]);
 * ```
 */
export function fcos(options: FcosOptions): Detector {
  const { classes, backbone, extra = 2, width = 256, depth = 4, minScore = 0.05, overlap = 0.6, most = 100 } = given(
    options,
  );
  const { stages = backbone?.stages?.flatMap(({ reduction }, i) => reduction >= 8 ? [i] : []) ?? [], weights } = given(
    options,
  );
  const settings = settle("fcos", options, {
    ...{ classes, backbone, stages, extra, width, depth, minScore, overlap, most, weights },
  });
  requireRange("fcos", "a whole number of at least 1", { classes, width, depth, most });
  requireRange("fcos", "a whole number of at least 0", { extra });
  requireRange("fcos", "in [0, 1]", { minScore, overlap });
  requireRange("fcos", "a list", { stages });
  if (stages.length === 0 && (backbone?.stages?.length ?? 0) > 0) {
    throw new RangeError(
      `Cannot make fcos as its backbone must have maps that are 8 times smaller than the image, or smaller: got ${
        backbone.stages!.map(({ reduction }) => reduction).join(", ")
      } times. Name the stages that are looked at by stages, from 0.`,
    );
  }
  const body = features(backbone, { stages }), found = { minScore, overlap, most }, whole = body.reductions.at(-1)!;
  const strides = [...body.reductions, ...Array.from({ length: extra }, (_, i) => whole * 2 ** (i + 1))];
  return model({
    ...{ name: "fcos", settings, staticGraph: true, ...weights !== undefined && { weights } },
    params: { backbone: withPyramid(body, pyramid(body.channels, width, extra)), head: head(width, classes, depth) },
    forward(x: tf.Tensor4D, mode: Mode, { backbone, head }): Detections {
      if (x.rank !== 4) throw refuse("fcos", mode, "images [batch, height, width, channels]", x);
      const [batch, height, width] = x.shape, maps = backbone.forward(x, mode);
      const said = {
        ...head.forward(maps, mode),
        places: placesOf([height, width], maps.map(({ shape }) => [shape[1], shape[2]]), strides, whole),
      };
      if (!mode.training) return { ...said, ...foundIn(said, [height, width], found) };
      return {
        ...said,
        ...{ boxes: tf.zeros([batch, 1, 4]), scores: tf.zeros([batch, 1]), labels: tf.fill([batch, 1], -1, "int32") },
      };
    },
  });
}

function withPyramid(body: Features, fpn: ReturnType<typeof pyramid>) {
  return model({
    name: "backbone",
    staticGraph: true,
    params: { body: body as AnyLayer, fpn },
    forward: (x: tf.Tensor4D, mode: Mode, { body, fpn }) => fpn.forward(body.forward(x, mode), mode),
  });
}

/** Of all places and classes the surest, and of these the ones that do not stand in each other's way. */
function foundIn(
  said: DenseBoxes,
  [height, width]: readonly [number, number],
  options: { readonly minScore: number; readonly overlap: number; readonly most: number },
): Pick<Detections, "boxes" | "scores" | "labels"> {
  const [batch, places, classes] = said.logits.shape, count = Math.min(CANDIDATES, places * classes);
  const scores = tf.sqrt(tf.mul(tf.sigmoid(said.logits), tf.expandDims(tf.sigmoid(said.centers), 2)));
  const { values, indices } = tf.topk(tf.reshape(scores, [batch, places * classes]), count);
  const place = tf.floorDiv(indices, tf.scalar(classes, "int32"));
  const labels = tf.sub(indices, tf.mul(place, tf.scalar(classes, "int32"))) as tf.Tensor2D;
  const rows = tf.add(
    place,
    tf.mul(tf.reshape(tf.range(0, batch, 1, "int32"), [batch, 1]), tf.scalar(places, "int32")),
  );
  const boxes = tf.gather(tf.reshape(boxesOf(said), [batch * places, 4]), tf.reshape(rows, [batch * count]));
  const inside = tf.minimum(tf.maximum(boxes, 0), tf.tensor1d([width, height, width, height]));
  return nonMaxSuppression(tf.reshape(inside, [batch, count, 4]), values as tf.Tensor2D, { ...options, labels });
}
