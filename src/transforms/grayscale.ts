/** Images without colours. */
import { given, settle } from "../options/settle.ts";
import { byChance } from "../pixels/image_transform.ts";
import { requireColours, retouches } from "../pixels/retouch.ts";
import type { ImageShape, Transform } from "../transform.ts";

/** How often an image loses its colours. */
export interface GrayscaleOptions {
  /** The chance that an image is changed, in [0, 1]. Default 1. */
  readonly chance?: number;
}

/**
 * Makes the three channels equal: how light a pixel is (`RandomGrayscale` of torchvision). Grey images stay as they are.
 *
 * @throws {RangeError} If the chance is not in [0, 1]; later, if an image has neither 1 nor 3 channels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { grayscale } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 1, 3], data: Uint8Array.of(100, 0, 0) }, y: 0 };
 * assertEquals(grayscale()(sample, () => 0).x.data, Uint8Array.of(29, 29, 29));
 * ```
 */
export function grayscale(options: GrayscaleOptions = {}): Transform {
  const { chance = 1 } = given(options);
  const settings = settle("grayscale", options, { chance });
  const made = {
    module: import.meta.url,
    settings,
    chance,
    check: (shape: ImageShape) => requireColours("grayscale", shape),
  };
  const retouch = retouches.grayscale();
  return byChance("grayscale", made, () => retouch);
}
