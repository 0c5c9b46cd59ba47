/** Options of transforms that warp images: how new pixels are made, and what is shown outside. */
import { requireEach, requireOneOf, requireRange } from "../options/settle.ts";
import type { Warping } from "./warp.ts";

/** How new pixels are made of old ones. */
export interface WarpingOptions {
  /** The nearest old pixel, or a mean of four. Default `nearest`, of `randomPerspective` `bilinear`. */
  readonly method?: "nearest" | "bilinear";
  /** The byte that is shown where the image has nothing: one for all channels, or one for each. Default 0. */
  readonly fill?: number | readonly number[];
  /** The class of such places in a mask. Default 0. */
  readonly maskFill?: number;
}

/**
 * Refuses options that are out of range.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { warpingOf } from "./warping.ts";
 *
 * assertThrows(() => warpingOf("randomAffine", { method: "nearest", fill: -1, maskFill: 0 }), RangeError);
 * ```
 */
export function warpingOf(part: string, { method, fill, maskFill }: Required<WarpingOptions>): Warping {
  requireOneOf(part, ["nearest", "bilinear"], { method });
  if (Array.isArray(fill)) requireEach(part, "a whole number of at least 0", { fill });
  else requireRange(part, "a whole number of at least 0", { fill });
  requireRange(part, "a whole number of at least 0", { maskFill });
  return { method, fill, maskFill };
}
