/** Larger images of the same content. */
import { given, requireOneOf, requireRange, settle } from "../options/settle.ts";
import type { Mode } from "../model.ts";
import { tf } from "../tf.ts";
import { refuse } from "../shapes/refuse.ts";
import type { ImageLayer } from "./pools.ts";

/** How images are made larger. */
export interface UpsampleOptions {
  /** How many times as high and wide. Default 2. */
  readonly factor?: number;
  /** Each pixel several times, or a line from one to the next. Default `"nearest"`. */
  readonly method?: "nearest" | "bilinear";
}

/**
 * Makes images larger, from [batch, height, width, channels] to [batch, factor · height, factor · width, channels], as PyTorch's
 * `Upsample` with the corners of pixels aligned, not their centers (`align_corners=False`).
 *
 * @throws {RangeError} If `factor` is no whole number above 0, or `method` none; in `forward`, if the input is no image.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf, upsample } from "jsr:@raptor/raptor";
 *
 * const y = upsample().forward(tf.tensor4d([1, 2], [1, 1, 2, 1]), { training: false, seed: 0 });
 * assertEquals(Array.from(y.dataSync()), [1, 1, 2, 2, 1, 1, 2, 2]);
 * ```
 */
export function upsample(options: UpsampleOptions = {}): ImageLayer {
  const { factor = 2, method = "nearest" } = given(options);
  const settings = settle("upsample", options, { factor, method });
  requireRange("upsample", "a whole number of at least 1", { factor });
  requireOneOf("upsample", ["nearest", "bilinear"], { method });
  return Object.freeze({
    name: "upsample",
    settings,
    staticGraph: true,
    params: Object.freeze({}),
    forward(x: tf.Tensor4D, mode: Mode) {
      if (x.rank !== 4) throw refuse("upsample", mode, "[batch, height, width, channels]", x);
      const size: [number, number] = [factor * x.shape[1], factor * x.shape[2]];
      if (method === "nearest") return tf.image.resizeNearestNeighbor(x, size);
      return tf.image.resizeBilinear(x, size, false, true);
    },
  });
}
