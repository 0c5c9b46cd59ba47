/** Images of any size become ones whose shorter side is known. */
import { settle } from "../options/settle.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import { resampler } from "../pixels/resample.ts";
import type { ImageShape, Transform } from "../transform.ts";

/** How large images become. */
export interface ResizeOptions {
  /** The shorter side, in pixels; the longer one follows. */
  readonly size: number;
}

/**
 * Makes the shorter side of an image as long as asked for and keeps its proportions (`Resize` of torchvision, bilinear
 * with antialiasing: the bytes are those that Pillow gives).
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
  const { size } = options;
  const settings = settle("resize", options, { size });
  if (!(Number.isSafeInteger(size) && size > 0)) {
    throw new RangeError(
      `Cannot resize images as size must be 1 pixel or more: got ${size}. The usual size before a crop of 224 is 256.`,
    );
  }
  const resample = resampler();
  const sizeOf = ([height, width]: ImageShape): readonly [number, number] =>
    height < width
      ? [size, Math.max(1, Math.trunc(size * width / height))]
      : [Math.max(1, Math.trunc(size * height / width)), size];
  return imageTransform("resize", {
    outputShape: (shape: ImageShape): ImageShape => [...sizeOf(shape), shape[2]],
    apply(from: Uint8Array, to: Uint8Array, shape: ImageShape) {
      const [height, width] = shape;
      resample(from, to, shape, { top: 0, left: 0, height, width }, sizeOf(shape));
    },
  }, { module: import.meta.url, options: settings });
}
