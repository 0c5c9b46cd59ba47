/** Four images in one, so that a batch shows more objects, and smaller ones. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { between, type Bounds, boundsOf, type Sides, sidesOf } from "../pixels/one_or_two.ts";
import { resampler } from "../pixels/resample.ts";
import { resized } from "../pixels/moves.ts";
import { requirePicture } from "../pixels/image_transform.ts";
import { joinedTargets, movedTarget } from "../pixels/targets.ts";
import type { Field, Sample, Source } from "../source.ts";
import type { Draws, Move, Picture, Transform } from "../transform.ts";

/** How four images become one. */
export interface MosaicOptions {
  /** Height and width of what comes out in pixels, or one number for both. */
  readonly size: Sides;
  /** How large each image is, its longer side as a share of the new one: the least and the largest. Default [0.5, 1]. */
  readonly scale?: Bounds;
  /** The chance of a mosaic, in [0, 1]; other images are put in the middle, as large as fits. Default 1. */
  readonly chance?: number;
  /** The byte where no image is. Default 114. */
  readonly fill?: number;
}

/**
 * Puts an image and three others of its source around a point that is drawn, each in a size that is drawn, cut at the borders
 * (Bochkovskiy et al., 2020, YOLOv4). Boxes, points and masks of all four come together in the target; what else there is, is that of
 * the first image.
 *
 * The source hands out its samples at once, not as promises, and is open: give the one that the dataset learns from. Batches are made in
 * the thread of the step, as another one does not have the source.
 *
 * @throws {RangeError} If an option is out of range; later, if images differ in their channels, or in what is said of their objects.
 * @throws {TypeError} Later, if the source answers promises, or what is no image.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mosaic } from "jsr:@raptor/raptor";
 *
 * const source = {
 *   name: "plain",
 *   size: 4,
 *   get: (i: number) => ({ x: { dtype: "uint8", shape: [4, 4, 1], data: new Uint8Array(16).fill(i) }, y: 0 } as const),
 * };
 * // In the middle of 4 x 4 pixels, all of the size of a quarter.
 * const { x } = mosaic(source, { size: 4, scale: [0.5, 0.5] })(source.get(3), () => 0.5);
 * assertEquals([...x.data], [3, 3, 2, 2, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
 * ```
 */
export function mosaic(source: Source<Picture, Field>, options: MosaicOptions): Transform {
  const { size, scale = [0.5, 1], chance = 1, fill = 114 } = given(options);
  const settings = settle("mosaic", options, { size, scale, chance, fill }, { source });
  const [rows, columns] = sidesOf("make mosaics", size, "A usual size is 640.");
  const scales = boundsOf("mosaic", "scale", scale, (only) => [only, only], 1e-3);
  requireRange("mosaic", "in [0, 1]", { chance });
  requireRange("mosaic", "a whole number from 0 to 255", { fill });
  const resample = resampler();
  const another = (next: Draws): Sample<Picture, Field> => {
    const sample = source.get(Math.floor(next() * source.size));
    if (!(sample instanceof Promise)) return sample;
    throw new TypeError(
      `Cannot make mosaics of ${source.name} as it must hand out samples at once: got a promise. ` +
        "Read what it needs beforehand, in open().",
    );
  };
  const transform = (sample: Sample<Picture, Field>, next: Draws): Sample<Picture, Field> => {
    const several = next() < chance;
    const [x, y] = [between([0.25, 0.75], next), between([0.25, 0.75], next)];
    const middle = [Math.round(columns * x), Math.round(rows * y)] as const;
    const samples = several ? [sample, another(next), another(next), another(next)] : [sample];
    for (const { x } of samples) requireAlike(requirePicture("mosaic", x), sample.x);
    const canvas = new Uint8Array(rows * columns * sample.x.shape[2]).fill(fill), parts: unknown[] = [];
    samples.forEach(({ x, y }, corner) => {
      const [height, width, channels] = x.shape;
      const share = several ? between(scales, next) : 1;
      const factor = several
        ? share * Math.max(rows, columns) / Math.max(height, width)
        : Math.min(rows / height, columns / width);
      const inner = [Math.max(1, Math.round(height * factor)), Math.max(1, Math.round(width * factor))] as const;
      const top = several ? middle[1] - (corner < 2 ? inner[0] : 0) : Math.floor((rows - inner[0]) / 2);
      const left = several ? middle[0] - (corner % 2 === 0 ? inner[1] : 0) : Math.floor((columns - inner[1]) / 2);
      const move = put(resized(resample, x.shape, { top: 0, left: 0, height, width }, inner), inner, [top, left]);
      move.image(x.data, canvas);
      parts.push(movedTarget("mosaic", y, move, x.shape, [rows, columns, channels]));
    });
    return {
      x: { dtype: "uint8", shape: [rows, columns, sample.x.shape[2]], data: canvas },
      y: joinedTargets(parts) as Field,
    };
  };

  function requireAlike({ shape: [, , channels] }: Picture, { shape: [, , wanted] }: Picture): void {
    if (channels === wanted) return;
    throw new RangeError(
      `Cannot make mosaics of ${source.name} as its images must have the same channels: got ${channels} beside ${wanted}. ` +
        "Make them alike first, in the source.",
    );
  }

  /** An image that is put somewhere on the canvas; what it does not cover stays as it was. */
  function put(small: Move, inner: readonly [number, number], [top, left]: readonly [number, number]): Move {
    const over = (make: Move["image"], channels: number) => (from: Uint8Array, to: Uint8Array) => {
      const image = new Uint8Array(inner[0] * inner[1] * channels);
      make(from, image);
      const [first, last] = [Math.max(left, 0), Math.min(left + inner[1], columns)];
      for (let y = Math.max(top, 0); y < Math.min(top + inner[0], rows); y++) {
        const row = (y - top) * inner[1];
        to.set(
          image.subarray((row + first - left) * channels, (row + last - left) * channels),
          (y * columns + first) * channels,
        );
      }
    };
    return {
      image: (from, to) => over(small.image, to.length / (rows * columns))(from, to),
      mask: over(small.mask, 1),
      point(x, y) {
        const [newX, newY] = small.point(x, y);
        return [newX + left, newY + top];
      },
    };
  }
  return asPart("mosaic", transform, { settings });
}
