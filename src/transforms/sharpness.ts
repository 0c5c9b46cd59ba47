/** Images that are sharper, or less sharp. */
import { given, requireRange, settle } from "../options/settle.ts";
import { byChance } from "../pixels/image_transform.ts";
import { retouches } from "../pixels/retouch.ts";
import type { Transform } from "../transform.ts";

/** How sharp images become. */
export interface SharpnessOptions {
  /** 0 blurs, 1 changes nothing, 2 sharpens; at least 0. */
  readonly factor: number;
  /** The chance that an image is changed, in [0, 1]. Default 1. */
  readonly chance?: number;
}

/**
 * Mixes each pixel with the mean of those around it, or moves it away from that (`RandomAdjustSharpness` of torchvision). The
 * outermost pixels stay.
 *
 * @throws {RangeError} If the factor is below 0, or the chance not in [0, 1].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sharpness } from "jsr:@raptor/raptor";
 *
 * const data = Uint8Array.of(0, 0, 0, 0, 130, 0, 0, 0, 0);
 * const { x } = sharpness({ factor: 0 })({ x: { dtype: "uint8", shape: [3, 3, 1], data }, y: 0 }, () => 0);
 * assertEquals(x.data[4], 50);
 * ```
 */
export function sharpness(options: SharpnessOptions): Transform {
  const { factor, chance = 1 } = given(options);
  const settings = settle("sharpness", options, { factor, chance });
  requireRange("sharpness", "a finite number of at least 0", { factor });
  const made = { module: import.meta.url, settings, chance };
  const retouch = retouches.sharpness(factor);
  return byChance("sharpness", made, () => retouch);
}
