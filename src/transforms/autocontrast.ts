/** Colours that are stretched to all there are. */
import { given, settle } from "../options/settle.ts";
import { byChance } from "../pixels/image_transform.ts";
import { retouches } from "../pixels/retouch.ts";
import type { Transform } from "../transform.ts";

/** How often an image is stretched. */
export interface AutocontrastOptions {
  /** The chance that an image is changed, in [0, 1]. Default 1. */
  readonly chance?: number;
}

/**
 * Stretches each channel so that its darkest byte becomes 0 and its lightest 255 (`RandomAutocontrast` of torchvision).
 *
 * @throws {RangeError} If the chance is not in [0, 1].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { autocontrast } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 3, 1], data: Uint8Array.of(50, 100, 150) }, y: 0 };
 * assertEquals(autocontrast()(sample, () => 0).x.data, Uint8Array.of(0, 127, 255));
 * ```
 */
export function autocontrast(options: AutocontrastOptions = {}): Transform {
  const { chance = 1 } = given(options);
  const settings = settle("autocontrast", options, { chance });
  const made = { module: import.meta.url, settings, chance };
  const retouch = retouches.autocontrast();
  return byChance("autocontrast", made, () => retouch);
}
