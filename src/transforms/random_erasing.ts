/** A hole in an image. */
import { given, requireOneOf, requireRange, settle } from "../options/settle.ts";
import { byChance } from "../pixels/image_transform.ts";
import { roundHalfEven } from "../pixels/round_half_even.ts";
import { between, type Bounds, boundsOf } from "../pixels/one_or_two.ts";
import type { Transform } from "../transform.ts";

/** Which holes there are. */
export interface RandomErasingOptions {
  /** The chance of a hole, in [0, 1]. Default 0.5. */
  readonly chance?: number;
  /** The least and the largest share of the image's area, in [0, 1]. Default [0.02, 0.33]. */
  readonly scale?: Bounds;
  /** The least and the largest height, as a multiple of the width. Default [0.3, 3.3]. */
  readonly ratio?: Bounds;
  /** What is in the hole: a byte for all, or `noise`, a byte of its own for each. Default 0. */
  readonly value?: number | "noise";
}

/**
 * Erases a rectangle (`RandomErasing` of torchvision; Zhong et al., 2020). Where none fits in ten draws, the image stays. Masks,
 * boxes and points stay as well.
 *
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { generator, randomErasing } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [10, 10, 1], data: new Uint8Array(100).fill(1) }, y: 0 };
 * const half = randomErasing({ chance: 1, scale: [0.25, 0.25], ratio: [1, 1] });
 * assertEquals(half(sample, generator(1)).x.data.filter((byte: number) => byte === 0).length, 25);
 * ```
 */
export function randomErasing(options: RandomErasingOptions = {}): Transform {
  const { chance = 0.5, scale = [0.02, 0.33], ratio = [0.3, 3.3], value = 0 } = given(options);
  const settings = settle("randomErasing", options, { chance, scale, ratio, value });
  const areas = boundsOf("randomErasing", "scale", scale, (only) => [only, only], 0);
  requireRange("randomErasing", "in [0, 1]", { "scale[1]": areas[1] });
  const [flat, steep] = boundsOf("randomErasing", "ratio", ratio, (only) => [only, only], 1e-3);
  if (typeof value === "number") requireRange("randomErasing", "a whole number from 0 to 255", { value });
  else requireOneOf("randomErasing", ["noise"], { value });
  return byChance("randomErasing", { module: import.meta.url, settings, chance }, (next) => (from, to, shape) => {
    const [height, width, channels] = shape;
    to.set(from);
    for (let draw = 0; draw < 10; draw++) {
      const area = height * width * between(areas, next);
      const proportion = Math.exp(between([Math.log(flat), Math.log(steep)], next));
      const rows = roundHalfEven(Math.sqrt(area * proportion)), columns = roundHalfEven(Math.sqrt(area / proportion));
      if (rows >= height || columns >= width) continue;
      const top = Math.floor(next() * (height - rows + 1)), left = Math.floor(next() * (width - columns + 1));
      for (let y = top; y < top + rows; y++) {
        const start = (y * width + left) * channels, end = start + columns * channels;
        if (value !== "noise") to.fill(value, start, end);
        else for (let i = start; i < end; i++) to[i] = Math.floor(256 * next());
      }
      return;
    }
  });
}
