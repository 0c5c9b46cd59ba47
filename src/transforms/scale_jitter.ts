/** Images that become larger or smaller by chance, in their proportions. */
import { given, settle } from "../options/settle.ts";
import { between, type Bounds, boundsOf, type Sides, sidesOf } from "../pixels/one_or_two.ts";
import { resampler } from "../pixels/resample.ts";
import { resized } from "../pixels/moves.ts";
import { reshaping } from "../pixels/image_transform.ts";
import type { Transform } from "../transform.ts";

/** How large images become. */
export interface ScaleJitterOptions {
  /** Height and width in pixels that an image just fits into at a scale of 1, or one number for both. */
  readonly size: Sides;
  /** The least and the largest scale. Default [0.1, 2]. */
  readonly scale?: Bounds;
}

/**
 * Makes an image as large as fits into a frame, times a number that is drawn, with its masks, boxes and points (Ghiasi et al., 2021;
 * `ScaleJitter` of torchvision). Images come out in sizes of their own: `letterbox`, or a crop with padding, comes after it.
 *
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scaleJitter } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [4, 8, 1], data: new Uint8Array(32) }, y: 0 };
 * assertEquals(scaleJitter({ size: 16, scale: [0.5, 1.5] })(sample, () => 0.5).x.shape, [8, 16, 1]);
 * ```
 */
export function scaleJitter(options: ScaleJitterOptions): Transform {
  const { size, scale = [0.1, 2] } = given(options), settings = settle("scaleJitter", options, { size, scale });
  const [rows, columns] = sidesOf("scale images", size, "A usual size is 1024.");
  const scales = boundsOf("scaleJitter", "scale", scale, (only) => [only, only], 1e-3), resample = resampler();
  return reshaping("scaleJitter", { module: import.meta.url, settings }, ({ x: { shape } }, next) => {
    const [height, width] = shape, factor = between(scales, next);
    const [much, of] = rows * width < columns * height ? [rows, height] : [columns, width];
    // Multiplied first: 427 * (480 / 427) is below 480, by which torchvision lacks a pixel.
    const sized = (side: number) => Math.max(1, Math.floor(side * much * factor / of));
    const to = [sized(height), sized(width)] as const;
    return { move: resized(resample, shape, { top: 0, left: 0, height, width }, to), size: to };
  });
}
