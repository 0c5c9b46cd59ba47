/** Images whose channels change places, by chance. */
import { given, settle } from "../options/settle.ts";
import { byChance } from "../pixels/image_transform.ts";
import { retouches, shuffled } from "../pixels/retouch.ts";
import type { Transform } from "../transform.ts";

/** How often channels change places. */
export interface ChannelPermutationOptions {
  /** The chance that an image is changed, in [0, 1]. Default 1. */
  readonly chance?: number;
}

/**
 * Puts the channels of an image into an order that is drawn (`RandomChannelPermutation` of torchvision).
 *
 * @throws {RangeError} If the chance is not in [0, 1].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { channelPermutation } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 1, 3], data: Uint8Array.of(1, 2, 3) }, y: 0 };
 * assertEquals(channelPermutation()(sample, () => 0).x.data, Uint8Array.of(2, 3, 1));
 * ```
 */
export function channelPermutation(options: ChannelPermutationOptions = {}): Transform {
  const { chance = 1 } = given(options), settings = settle("channelPermutation", options, { chance });
  return byChance("channelPermutation", { module: import.meta.url, settings, chance }, (next) => {
    return (from, to, shape, brush) => {
      const order = shuffled(Array.from({ length: shape[2] }, (_, channel) => channel), next);
      retouches.permute(order)(from, to, shape, brush);
    };
  });
}
