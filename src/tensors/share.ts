/** The shares of running means, as engines compute with them. */

/**
 * The float32 number below 1 that is nearest to a share. Engines compute with that, and what is left of 1 is exact for it (from
 * 0.5 on): of another number it would be off by 1e-5, and the corrections of a mean that begins at 0 would not be.
 *
 * @param share In [0, 1).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { share } from "./share.ts";
 *
 * assertEquals([share(0.5), share(0.9), share(1 - 1e-12)], [0.5, Math.fround(0.9), 1 - 2 ** -24]);
 * ```
 */
export function share(share: number): number {
  return Math.min(Math.fround(share), 1 - 2 ** -24);
}
