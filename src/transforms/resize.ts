/** Images in another size: their shorter side, or both, as long as asked for. */
import { given, settle } from "../options/settle.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import { resampler } from "../pixels/resample.ts";
import { resized } from "../pixels/moves.ts";
import { type Sides, sidesOf } from "../pixels/one_or_two.ts";
import type { ImageShape, Transform } from "../transform.ts";

/** How large images become. */
export interface ResizeOptions {
  /** The shorter side in pixels, which the longer one follows; or height and width, whatever that does to proportions. */
  readonly size: Sides;
}

/**
 * Makes the shorter side of an image as long as asked for and keeps its proportions, or both sides (`Resize` of torchvision,
 * bilinear with antialiasing: the bytes are those that Pillow gives). Masks take the nearest pixel; boxes and points are scaled.
 *
 * @throws {RangeError} If the size is no whole number of pixels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resize } from "jsr:@raptor/raptor";
 *
 * assertEquals(resize({ size: 256 }).pixels?.outputShape([375, 500, 3]), [256, 341, 3]);
 * ```
 */
export function resize(options: ResizeOptions): Transform {
  const { size } = given(options);
  const settings = settle("resize", options, { size });
  const sides = sidesOf("resize images", size, "The usual size before a crop of 224 is 256.");
  const resample = resampler();
  const sizeOf = ([height, width]: ImageShape): readonly [number, number] =>
    typeof size !== "number"
      ? sides
      : height < width
      ? [size, Math.max(1, Math.trunc(size * width / height))]
      : [Math.max(1, Math.trunc(size * height / width)), size];
  return imageTransform("resize", {
    outputShape: (shape: ImageShape): ImageShape => [...sizeOf(shape), shape[2]],
    move(shape: ImageShape) {
      const [height, width] = shape;
      return resized(resample, shape, { top: 0, left: 0, height, width }, sizeOf(shape));
    },
  }, { module: import.meta.url, options: settings });
}
