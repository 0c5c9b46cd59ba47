/** Boxes as detectors without anchors tell them: at each place of an image, how far it is to the sides of the object there. */
import { tf } from "../tf.ts";

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
 * The places of maps of an image, row after row, the finest map first: multiples of the stride, where torchvision's FCOS has them.
 *
 * @param image Height and width, in pixels.
 * @param maps Height and width of each map.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { placesOf } from "./dense_boxes.ts";
 *
 * assertEquals(placesOf([8, 16], [[1, 2]]).arraySync(), [[0, 0, 8], [8, 0, 8]]);
 * ```
 */
export function placesOf(image: readonly [number, number], maps: readonly (readonly [number, number])[]): tf.Tensor2D {
  const places: number[] = [];
  for (const [rows, columns] of maps) {
    const down = Math.floor(image[0] / rows), across = Math.floor(image[1] / columns);
    for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) places.push(x * across, y * down, across);
  }
  return tf.tensor2d(places, [places.length / 3, 3]);
}

/** Left, top, right and bottom, in pixels, [batch, places, 4]. */
export function boxesOf({ sides, places }: Pick<DenseBoxes, "sides" | "places">): tf.Tensor3D {
  const [x, y, stride] = tf.split(places, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const middle = tf.concat([x, y, x, y], 1);
  const away = tf.mul(tf.mul(sides, stride), tf.tensor1d([-1, -1, 1, 1]));
  return tf.add(middle, away) as tf.Tensor3D;
}
