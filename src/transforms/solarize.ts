/** What is light becomes dark, what is dark stays. */
import { given, requireRange, settle } from "../options/settle.ts";
import { byChance } from "../pixels/image_transform.ts";
import { retouches } from "../pixels/retouch.ts";
import type { Transform } from "../transform.ts";

/** What is light. */
export interface SolarizeOptions {
  /** The least byte that is inverted, from 0 to 256. */
  readonly threshold: number;
  /** The chance that an image is changed, in [0, 1]. Default 1. */
  readonly chance?: number;
}

/**
 * Inverts the bytes that are as large as a threshold or larger (`RandomSolarize` of torchvision).
 *
 * @throws {RangeError} If the threshold is below 0, or the chance not in [0, 1].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { solarize } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(127, 128) }, y: 0 };
 * assertEquals(solarize({ threshold: 128 })(sample, () => 0).x.data, Uint8Array.of(127, 127));
 * ```
 */
export function solarize(options: SolarizeOptions): Transform {
  const { threshold, chance = 1 } = given(options);
  const settings = settle("solarize", options, { threshold, chance });
  requireRange("solarize", "a finite number of at least 0", { threshold });
  const made = { module: import.meta.url, settings, chance };
  const retouch = retouches.solarize(threshold);
  return byChance("solarize", made, () => retouch);
}
