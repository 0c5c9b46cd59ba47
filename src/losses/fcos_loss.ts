/** The loss of detectors whose every place tells a box. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { refuseWeights } from "../tensors/by_weight.ts";
import type { Loss } from "../loss.ts";
import { boxesOf, type DenseBoxes } from "../tensors/boxes.ts";
import { indicator } from "../tensors/labels.ts";
import { focus } from "../tensors/focus.ts";
import { requireTensors } from "../shapes/refuse.ts";
import { tf } from "../tf.ts";

/** The objects of a batch of images; images with fewer are filled up with the label -1. */
export interface Objects {
  /** Left, top, right and bottom, [batch, objects, 4], in pixels. */
  readonly boxes: tf.Tensor;
  /** The class of each from 0, [batch, objects], int32. */
  readonly labels: tf.Tensor;
}

/** How places and objects come together. */
export interface FcosLossOptions {
  /** How much a yes weighs in the focal loss, in [0, 1]. Default 0.25. */
  readonly alpha?: number;
  /** How fast what is right loses its weight, at least 0. Default 2. */
  readonly gamma?: number;
  /** How far from the middle of an object a place may be that tells it, in strides, above 0. Default 1.5. */
  readonly radius?: number;
}

/**
 * The loss of {@linkcode fcos} (Tian et al., 2019), as torchvision's: a focal loss over all classes of all places, and of those places
 * that are to tell an object the generalised overlap of its box (Rezatofighi et al., 2019) and the cross-entropy of how central the
 * place is; each summed and divided by the number of such places in the batch.
 *
 * A place tells the smallest of the objects in which it lies near the middle, and of those that its map is for: whose farthest
 * side is 4 to 8 strides away, less on the finest map, more on the coarsest.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If prediction and target do not fit.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { fcosLoss, tf } from "jsr:@raptor/raptor";
 *
 * // One place at (8, 8), in the middle of an object whose box it tells rightly.
 * const place = {
 *   ...{ logits: tf.tensor3d([[[9]]]), sides: tf.tensor3d([[[1, 1, 1, 1]]]), centers: tf.tensor2d([[9]]) },
 *   places: tf.tensor2d([[8, 8, 8]]),
 * };
 * const there = { boxes: tf.tensor3d([[[0, 0, 16, 16]]]), labels: tf.tensor2d([[0]], [1, 1], "int32") };
 * const { loss_boxes } = fcosLoss()(place, there) as Record<string, tf.Scalar>;
 * assertAlmostEquals(loss_boxes!.dataSync()[0]!, 0, 1e-6);
 * ```
 */
export function fcosLoss(options: FcosLossOptions = {}): Loss<DenseBoxes, Objects> {
  const { alpha = 0.25, gamma = 2, radius = 1.5 } = given(options);
  const settings = settle("fcosLoss", options, { alpha, gamma, radius });
  requireRange("fcosLoss", "in [0, 1]", { alpha });
  requireRange("fcosLoss", "a finite number of at least 0", { gamma });
  requireRange("fcosLoss", "a finite number above 0", { radius });
  return asPart("fcosLoss", (said: DenseBoxes, objects: Objects) => {
    refuseWeights("compute fcosLoss", objects, "a loss that is a mean, such as crossEntropy()");
    requireTensors("compute fcosLoss", {
      ...{ "prediction's logits": said?.logits, "prediction's places": said?.places },
      ...{ "target's boxes": objects?.boxes, "target's labels": objects?.labels },
    });
    requireFit(said, objects);
    const { told, boxes, labels } = assigned(said, objects, radius);
    const several = tf.maximum(tf.sum(told), 1),
      mean = (losses: tf.Tensor) => tf.div(tf.sum(losses), several) as tf.Scalar;
    const classes = said.logits.shape[2], known = tf.expandDims(told, 2);
    const yes = tf.mul(indicator(labels, classes), known);
    const wrong = tf.add(tf.mul(tf.sigmoid(said.logits), tf.sub(1, yes)), tf.mul(tf.sigmoid(tf.neg(said.logits)), yes));
    const entropy = tf.mul(tf.sub(tf.softplus(said.logits), tf.mul(said.logits, yes)), focus(wrong, gamma));
    const central = centralness(said, boxes);
    return {
      loss_classes: mean(tf.mul(entropy, tf.add(1 - alpha, tf.mul(2 * alpha - 1, yes)))),
      loss_boxes: mean(tf.mul(apart(boxesOf(said), boxes), told)),
      loss_centers: mean(tf.mul(tf.sub(tf.softplus(said.centers), tf.mul(said.centers, central)), told)),
    };
  }, { settings, staticGraph: true });
}

/** Which places tell an object [batch, places], and of which box [batch, places, 4] and class [batch, places]. */
function assigned({ places }: DenseBoxes, { boxes, labels }: Objects, radius: number) {
  const [x, y, stride] = tf.split(places, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  // [batch, 1, objects], against places [places, 1].
  const [left, top, right, bottom] = tf.split(boxes, 4, 2).map((side) => tf.transpose(side, [0, 2, 1]));
  const away = [tf.sub(x, left!), tf.sub(y, top!), tf.sub(right!, x), tf.sub(bottom!, y)];
  const nearest = away.reduce((a, b) => tf.minimum(a, b)), farthest = away.reduce((a, b) => tf.maximum(a, b));
  const aside = tf.maximum(
    tf.abs(tf.sub(x, tf.div(tf.add(left!, right!), 2))),
    tf.abs(tf.sub(y, tf.div(tf.add(top!, bottom!), 2))),
  );
  const least = tf.where(tf.equal(stride, tf.min(stride)), tf.zerosLike(stride), tf.mul(stride, 4));
  const most = tf.where(tf.equal(stride, tf.max(stride)), tf.fill(stride.shape, 1e9), tf.mul(stride, 8));
  const fits = [
    tf.less(aside, tf.mul(stride, radius)),
    tf.greater(nearest, 0),
    tf.greater(farthest, least),
    tf.less(farthest, most),
    tf.greaterEqual(tf.expandDims(labels, 1), 0),
  ].reduce((a, b) => tf.logicalAnd(a, b));
  const area = tf.mul(tf.sub(right!, left!), tf.sub(bottom!, top!));
  const worth = tf.mul(tf.cast(fits, "float32"), tf.div(1e8, tf.maximum(area, 1e-6)));
  const chosen = indicator(tf.argMax(worth, 2), labels.shape[1]!);
  return {
    told: tf.cast(tf.greater(tf.max(worth, 2), 0), "float32"),
    boxes: tf.matMul(chosen, tf.cast(boxes, "float32")),
    labels: tf.sum(tf.mul(chosen, tf.expandDims(tf.cast(labels, "float32"), 1)), 2),
  };
}

/** 1 - the generalised overlap: what is in both, less the share of what encloses both that is in none. */
function apart(boxes: tf.Tensor, truths: tf.Tensor): tf.Tensor {
  const [[l, t, r, b], [left, top, right, bottom]] = [boxes, truths].map((all) =>
    tf.split(all, 4, 2).map((side) => tf.squeeze(side, [2]))
  ) as [tf.Tensor[], tf.Tensor[]];
  const area = (l: tf.Tensor, t: tf.Tensor, r: tf.Tensor, b: tf.Tensor) => tf.mul(tf.sub(r, l), tf.sub(b, t));
  const across = tf.sub(tf.minimum(r!, right!), tf.maximum(l!, left!)),
    down = tf.sub(tf.minimum(b!, bottom!), tf.maximum(t!, top!));
  const both = tf.mul(tf.relu(across), tf.relu(down));
  const either = tf.sub(tf.add(area(l!, t!, r!, b!), area(left!, top!, right!, bottom!)), both);
  const around = area(tf.minimum(l!, left!), tf.minimum(t!, top!), tf.maximum(r!, right!), tf.maximum(b!, bottom!));
  const overlap = tf.div(both, tf.add(either, 1e-7));
  return tf.add(tf.sub(1, overlap), tf.div(tf.sub(around, either), tf.add(around, 1e-7)));
}

/** How central each place is in its box, from 0 to 1. */
function centralness({ places }: DenseBoxes, boxes: tf.Tensor): tf.Tensor {
  const [x, y] = tf.split(places, 3, 1).map((one) => tf.squeeze(one, [1]));
  const [left, top, right, bottom] = tf.split(boxes, 4, 2).map((side) => tf.squeeze(side, [2]));
  const share = (one: tf.Tensor, other: tf.Tensor) =>
    tf.div(tf.relu(tf.minimum(one, other)), tf.maximum(tf.maximum(one, other), 1e-6));
  return tf.sqrt(
    tf.mul(share(tf.sub(x!, left!), tf.sub(right!, x!)), share(tf.sub(y!, top!), tf.sub(bottom!, y!))),
  );
}

function requireFit({ logits }: DenseBoxes, { boxes, labels }: Objects): void {
  const [batch, count, sides] = boxes.shape;
  if (boxes.rank === 3 && sides === 4 && batch === logits.shape[0] && `${labels.shape}` === `${[batch, count]}`) return;
  throw new TypeError(
    `Cannot compute fcosLoss as objects must have boxes [batch, objects, 4] and labels [batch, objects]: got ` +
      `[${boxes.shape.join(", ")}] and [${labels.shape.join(", ")}] for ${logits.shape[0]} images.`,
  );
}
