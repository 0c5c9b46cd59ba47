/**
 * Boxes as detectors tell them: at each place of an image how far it is to the sides of its object, and which of them
 * are kept.
 */
import { tf } from "../tf.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { indicator } from "./labels.ts";

/** What such a detector says of every place; places of all sizes of maps follow each other. */
export interface DenseBoxes {
  /** How much each place looks like each class, [batch, places, classes], before the sigmoid. */
  readonly logits: tf.Tensor3D;
  /** How far it is to the left, upper, right and lower side, [batch, places, 4], in strides of the place's map. */
  readonly sides: tf.Tensor3D;
  /** Whether the place is in the middle of its object, [batch, places], before the sigmoid. */
  readonly centers: tf.Tensor2D;
  /** The x and y of each place in pixels, and the stride of its map, [places, 3]. */
  readonly places: tf.Tensor2D;
}

/**
 * The places of maps of an image, row after row, the finest map first, where torchvision's FCOS has them in the image once it is
 * padded to a multiple of `whole`: as far apart as the padded image is large over the map, which is less than the stride where a
 * map's last place reaches over the border.
 *
 * @param image Height and width, in pixels.
 * @param maps Height and width of each map.
 * @param strides How many times smaller than the image each map is.
 * @param whole The stride of the last map that is the network's own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { placesOf } from "./boxes.ts";
 *
 * assertEquals(placesOf([8, 16], [[1, 2]], [8], 8).arraySync(), [[0, 0, 8], [8, 0, 8]]);
 * // Three places of 8 in 24 pixels, two of 16, which are 12 apart.
 * assertEquals(placesOf([8, 20], [[1, 2]], [16], 8).arraySync(), [[0, 0, 16], [12, 0, 16]]);
 * ```
 */
export function placesOf(
  image: readonly [number, number],
  maps: readonly (readonly [number, number])[],
  strides: readonly number[],
  whole: number,
): tf.Tensor2D {
  const places: number[] = [], padded = image.map((side) => Math.ceil(side / whole) * whole);
  maps.forEach(([rows, columns], i) => {
    const stride = strides[i]!;
    const [down, across] = padded.map((side) => Math.floor(side / Math.ceil(side / stride))) as [number, number];
    for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) places.push(x * across, y * down, stride);
  });
  return tf.tensor2d(places, [places.length / 3, 3]);
}

/** Left, top, right and bottom, in pixels, [batch, places, 4]. */
export function boxesOf({ sides, places }: Pick<DenseBoxes, "sides" | "places">): tf.Tensor3D {
  const [x, y, stride] = tf.split(places, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const middle = tf.concat([x, y, x, y], 1);
  const away = tf.mul(tf.mul(sides, stride), tf.tensor1d([-1, -1, 1, 1]));
  return tf.add(middle, away) as tf.Tensor3D;
}

/** Which boxes stay. */
export interface NonMaxSuppressionOptions {
  /** The overlap from which on a box is that of another one, in [0, 1]. Default 0.5. */
  readonly overlap?: number;
  /** How many boxes of an image stay at most. Default 100. */
  readonly most?: number;
  /** What a score must be above. Default 0. */
  readonly minScore?: number;
  /** The class of each box, [batch, boxes], where boxes of different classes do not stand in each other's way. Default none. */
  readonly labels?: tf.Tensor2D;
}

/** The boxes that stay, the surest first; images with fewer are filled up with the label -1 and the score 0. */
export interface Survivors {
  /** [batch, most, 4]. */
  readonly boxes: tf.Tensor3D;
  /** [batch, most]. */
  readonly scores: tf.Tensor2D;
  /** The class of each, [batch, most], int32; 0 where there are no classes. */
  readonly labels: tf.Tensor2D;
}

/**
 * Takes the surest box of each image, leaves out those that overlap with it by more than is allowed, and so on: what
 * `torchvision.ops.batched_nms` answers, for all images of a batch at once and with nothing read from the device, so that a
 * prediction that ends with it can be compiled.
 *
 * @param boxes Left, top, right and bottom, [batch, boxes, 4].
 * @param scores How sure each is, [batch, boxes].
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If the shapes do not go together.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nonMaxSuppression, tf } from "jsr:@raptor/raptor";
 *
 * const boxes = tf.tensor3d([[[0, 0, 10, 10], [0, 0, 10, 9], [20, 0, 30, 10]]]);
 * const { scores, labels } = nonMaxSuppression(boxes, tf.tensor2d([[0.5, 0.75, 0.25]]), { most: 3 });
 * assertEquals([scores.arraySync(), labels.arraySync()], [[[0.75, 0.25, 0]], [[0, 0, -1]]]);
 * ```
 */
export function nonMaxSuppression(
  boxes: tf.Tensor3D,
  scores: tf.Tensor2D,
  options: NonMaxSuppressionOptions = {},
): Survivors {
  const { overlap = 0.5, most = 100, minScore = 0, labels } = given(options);
  settle("nonMaxSuppression", options, { overlap, most, minScore, labels });
  requireRange("nonMaxSuppression", "in [0, 1]", { overlap });
  requireRange("nonMaxSuppression", "a whole number of at least 1", { most });
  requireRange("nonMaxSuppression", "a finite number of at least 0", { minScore });
  const shape = `${boxes.shape.slice(0, 2)}`;
  if (boxes.rank !== 3 || boxes.shape[2] !== 4 || [scores, labels ?? scores].some((one) => `${one.shape}` !== shape)) {
    throw new TypeError(
      "Cannot suppress boxes as it takes boxes [batch, boxes, 4], and scores and labels [batch, boxes]: " +
        `got [${boxes.shape.join(", ")}], [${scores.shape.join(", ")}]${
          labels ? ` and [${labels.shape.join(", ")}]` : ""
        }.`,
    );
  }
  if (boxes.shape[1] === 0) {
    const among = [boxes.shape[0], most] as const;
    return { boxes: tf.zeros([...among, 4]), scores: tf.zeros([...among]), labels: tf.fill([...among], -1, "int32") };
  }
  return tf.tidy(() => {
    const classes = tf.cast(labels ?? tf.zerosLike(scores), "float32");
    // What is known of each box, as rows: its sides, its class, its area.
    const [left, top, right, bottom] = tf.split(boxes, 4, 2).map((side) => tf.squeeze(side, [2])) as tf.Tensor2D[];
    const rows = tf.stack([left!, top!, right!, bottom!, classes, areaOf(left!, top!, right!, bottom!)], 1);
    const [batch, , count] = rows.shape as [number, number, number];
    // Below all scores there are: what is taken or suppressed.
    const gone = tf.fill([batch, count], -1);
    let open = tf.where(tf.greater(scores, minScore), scores, gone) as tf.Tensor2D;
    const found: tf.Tensor[] = [];
    for (let i = 0; i < most; i++) {
      const chosen = indicator(tf.argMax(open, 1), count);
      const score = tf.sum(tf.mul(chosen, open), 1, true);
      const row = tf.sum(tf.mul(rows, tf.expandDims(chosen, 1)), 2);
      found.push(tf.concat([row, score], 1));
      const [l, t, r, b, label, area] = tf.split(row, 6, 1) as tf.Tensor2D[];
      const both = areaOf(tf.maximum(left!, l!), tf.maximum(top!, t!), tf.minimum(right!, r!), tf.minimum(bottom!, b!));
      const all = tf.sub(tf.add(tf.gather(rows, 5, 1), area!), both);
      const covers = tf.logicalAnd(tf.greater(both, tf.mul(overlap, all)), tf.equal(classes, label!));
      open = tf.where(tf.logicalOr(covers, tf.cast(chosen, "bool")), gone, open) as tf.Tensor2D;
    }
    const all = tf.stack(found, 1), isThere = tf.greaterEqual(tf.gather(all, 6, 2), 0);
    return {
      boxes: tf.mul(
        tf.slice(all, [0, 0, 0], [-1, -1, 4]),
        tf.expandDims(tf.cast(isThere, "float32"), 2),
      ) as tf.Tensor3D,
      scores: tf.maximum(tf.gather(all, 6, 2), 0) as tf.Tensor2D,
      labels: tf.cast(tf.where(isThere, tf.gather(all, 4, 2), tf.onesLike(isThere).mul(-1)), "int32") as tf.Tensor2D,
    };
  });
}

function areaOf(left: tf.Tensor, top: tf.Tensor, right: tf.Tensor, bottom: tf.Tensor): tf.Tensor2D {
  return tf.mul(tf.relu(tf.sub(right, left)), tf.relu(tf.sub(bottom, top))) as tf.Tensor2D;
}
