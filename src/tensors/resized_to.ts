/** Maps as large as others. */
import { tf } from "../tf.ts";

/**
 * Maps [batch, height, width, channels] in another size: a line from one pixel to the next, with the corners of the outermost ones
 * aligned (PyTorch's `interpolate(mode="bilinear", align_corners=False)`). Where they have it already, they are answered themselves.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { resizedTo } from "./resized_to.ts";
 *
 * assertEquals(Array.from(resizedTo(tf.tensor4d([0, 4], [1, 1, 2, 1]), [1, 4]).dataSync()), [0, 1, 3, 4]);
 * ```
 */
export function resizedTo(maps: tf.Tensor4D, [height, width]: readonly [number, number]): tf.Tensor4D {
  if (maps.shape[1] === height && maps.shape[2] === width) return maps;
  return tf.image.resizeBilinear(maps, [height, width], false, true);
}
