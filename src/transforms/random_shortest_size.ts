/** Images whose shorter side has one of several lengths, by chance. */
import { given, requireEach, requireRange, settle } from "../options/settle.ts";
import { resampler } from "../pixels/resample.ts";
import { resized } from "../pixels/moves.ts";
import { reshaping } from "../pixels/image_transform.ts";
import type { Transform } from "../transform.ts";

/** How large images become. */
export interface RandomShortestSizeOptions {
  /** Lengths of the shorter side in pixels, of which one is drawn. */
  readonly sizes: readonly number[];
  /** The most pixels of the longer side; where that is too long, the image becomes smaller. Default any. */
  readonly longest?: number;
}

/**
 * Resizes an image so that its shorter side has a length that is drawn, with its masks, boxes and points (`RandomShortestSize` of torchvision,
 * how Mask R-CNN and DETR are trained). Images come out in sizes of their own: `padTo`, or `letterbox`, comes after it.
 *
 * @throws {RangeError} If a size is no whole number of pixels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { randomShortestSize } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [4, 8, 1], data: new Uint8Array(32) }, y: 0 };
 * const resize = randomShortestSize({ sizes: [6, 10], longest: 15 });
 * assertEquals([0, 0.9].map((drawn) => resize(sample, () => drawn).x.shape), [[6, 12, 1], [7, 15, 1]]);
 * ```
 */
export function randomShortestSize(options: RandomShortestSizeOptions): Transform {
  const { sizes, longest } = given(options), settings = settle("randomShortestSize", options, { sizes, longest });
  requireEach("randomShortestSize", "a whole number of at least 1", { sizes });
  if (longest !== undefined) requireRange("randomShortestSize", "a whole number of at least 1", { longest });
  const resample = resampler();
  return reshaping("randomShortestSize", { module: import.meta.url, settings }, ({ x: { shape } }, next) => {
    const [height, width] = shape, shortest = sizes[Math.floor(next() * sizes.length)]!;
    const [short, long] = [Math.min(height, width), Math.max(height, width)];
    const [much, of] = longest !== undefined && longest * short < shortest * long ? [longest, long] : [shortest, short];
    // Multiplied first: 427 * (480 / 427) is below 480, by which torchvision lacks a pixel.
    const sized = (side: number) => Math.max(1, Math.floor(side * much / of)),
      to = [sized(height), sized(width)] as const;
    return { move: resized(resample, shape, { top: 0, left: 0, height, width }, to), size: to };
  });
}
