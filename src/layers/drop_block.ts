/** Dropout of connected places of maps. */
import { dropRate } from "../pace/followed.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode } from "../model.ts";
import { refuse } from "../shapes/refuse.ts";
import { drawnByRows } from "../tensors/dropped.ts";
import { tf } from "../tf.ts";
import type { DropoutOptions } from "./dropout.ts";
import type { ImageLayer } from "./pools.ts";

/** How squares are dropped. */
export interface DropBlockOptions extends DropoutOptions {
  /** Height and width of a square, in places: an odd number, or that of the map where it is smaller. Default 7. */
  readonly blockSize?: number;
}

/**
 * Sets squares of maps to 0 at random in training, in each channel others, and scales what is left by how much was dropped (Ghiasi et al.,
 * 2018), as torchvision's `DropBlock2d`: of [batch, height, width, channels] about `rate` of the numbers, or fewer where squares overlap.
 *
 * @throws {RangeError} If `rate` is not in [0, 1) or `blockSize` not odd; in `forward`, if the input is no maps.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dropBlock, tf } from "jsr:@raptor/raptor";
 *
 * const y = dropBlock({ rate: 0.2, blockSize: 3 }).forward(tf.ones([1, 9, 9, 4]), { training: true, seed: 7 });
 * assertEquals(Math.round(y.sum().dataSync()[0]!), 9 * 9 * 4); // the mean stays
 * ```
 */
export function dropBlock(options: DropBlockOptions = {}): ImageLayer {
  const { rate = 0.5, blockSize = 7 } = given(options), settings = settle("dropBlock", options, { rate, blockSize });
  const rateAt = dropRate("dropBlock", rate), isOdd = (size: number) => size % 2 === 1;
  requireRange("dropBlock", "a whole number of at least 1", { blockSize });
  if (!isOdd(blockSize)) throw new RangeError(`Cannot make dropBlock as blockSize must be odd: got ${blockSize}.`);
  return Object.freeze({
    name: "dropBlock",
    settings,
    staticGraph: rate === 0,
    params: Object.freeze({}),
    forward(x: tf.Tensor4D, mode: Mode): tf.Tensor4D {
      if (x.rank !== 4) throw refuse("dropBlock", mode, "maps [batch, height, width, channels]", x);
      if (!mode.training || rate === 0) return x;
      const { training: _training, seed, ...moment } = mode, [batch, height, width, channels] = x.shape;
      const size = Math.min(blockSize, height, width), side = Math.floor(size / 2);
      if (!isOdd(size)) {
        throw refuse("dropBlock", mode, `maps of an odd height and width below blockSize ${blockSize}`, x);
      }
      const places = [height - size + 1, width - size + 1] as const;
      const chance = rateAt(moment) * height * width / (size ** 2 * places[0] * places[1]);
      const kept = drawnByRows([batch, ...places, channels], seed, (uniform) => {
        const middles = tf.pad(tf.cast(tf.less(uniform, chance), "float32"), [[0, 0], [side, side], [side, side], [
          0,
          0,
        ]]);
        const mask = tf.sub(1, tf.maxPool(middles as tf.Tensor4D, size, 1, "same"));
        return tf.mul(mask, tf.div(mask.size, tf.add(tf.sum(mask), 1e-6)));
      });
      return tf.mul(x, kept);
    },
  });
}
