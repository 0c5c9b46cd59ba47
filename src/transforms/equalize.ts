/** Colours that are spread evenly. */
import { given, settle } from "../options/settle.ts";
import { byChance } from "../pixels/image_transform.ts";
import { retouches } from "../pixels/retouch.ts";
import type { Transform } from "../transform.ts";

/** How often an image is equalised. */
export interface EqualizeOptions {
  /** The chance that an image is changed, in [0, 1]. Default 1. */
  readonly chance?: number;
}

/**
 * Makes all bytes of a channel about as frequent, as Pillow does (`RandomEqualize` of torchvision). A channel with fewer than 255
 * pixels below its lightest stays as it is.
 *
 * @throws {RangeError} If the chance is not in [0, 1].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { equalize } from "jsr:@raptor/raptor";
 *
 * const data = Uint8Array.from({ length: 1024 }, (_, i) => i % 4);
 * const { x } = equalize()({ x: { dtype: "uint8", shape: [32, 32, 1], data }, y: 0 }, () => 0);
 * assertEquals(x.data.subarray(0, 4), Uint8Array.of(0, 85, 171, 255));
 * ```
 */
export function equalize(options: EqualizeOptions = {}): Transform {
  const { chance = 1 } = given(options);
  const settings = settle("equalize", options, { chance });
  const made = { module: import.meta.url, settings, chance };
  const retouch = retouches.equalize();
  return byChance("equalize", made, () => retouch);
}
