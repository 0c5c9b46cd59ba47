/** Light becomes dark. */
import { given, settle } from "../options/settle.ts";
import { byChance } from "../pixels/image_transform.ts";
import { retouches } from "../pixels/retouch.ts";
import type { Transform } from "../transform.ts";

/** How often an image is inverted. */
export interface InvertOptions {
  /** The chance that an image is changed, in [0, 1]. Default 1. */
  readonly chance?: number;
}

/**
 * Turns each byte into 255 less itself (`RandomInvert` of torchvision).
 *
 * @throws {RangeError} If the chance is not in [0, 1].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { invert } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(0, 55) }, y: 0 };
 * assertEquals(invert()(sample, () => 0).x.data, Uint8Array.of(255, 200));
 * ```
 */
export function invert(options: InvertOptions = {}): Transform {
  const { chance = 1 } = given(options);
  const settings = settle("invert", options, { chance });
  const made = { module: import.meta.url, settings, chance };
  const retouch = retouches.invert();
  return byChance("invert", made, () => retouch);
}
