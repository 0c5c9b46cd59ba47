/** Fewer shades of each colour. */
import { given, requireRange, settle } from "../options/settle.ts";
import { byChance } from "../pixels/image_transform.ts";
import { retouches } from "../pixels/retouch.ts";
import type { Transform } from "../transform.ts";

/** How many shades are left. */
export interface PosterizeOptions {
  /** Bits of each byte that are kept, from 0 to 8. */
  readonly bits: number;
  /** The chance that an image is changed, in [0, 1]. Default 1. */
  readonly chance?: number;
}

/**
 * Keeps the highest bits of each byte (`RandomPosterize` of torchvision).
 *
 * @throws {RangeError} If bits is no whole number from 0 to 8, or the chance not in [0, 1].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { posterize } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(15, 255) }, y: 0 };
 * assertEquals(posterize({ bits: 4 })(sample, () => 0).x.data, Uint8Array.of(0, 240));
 * ```
 */
export function posterize(options: PosterizeOptions): Transform {
  const { bits, chance = 1 } = given(options);
  const settings = settle("posterize", options, { bits, chance });
  requireRange("posterize", "a whole number of at least 0", { bits });
  if (bits > 8) throw new RangeError(`Cannot make posterize as bytes have 8 bits: got ${bits}. A usual number is 4.`);
  const made = { module: import.meta.url, settings, chance };
  const retouch = retouches.posterize(bits);
  return byChance("posterize", made, () => retouch);
}
