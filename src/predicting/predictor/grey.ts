/** Images in one channel: how bright each pixel is. */
import { imageTransform } from "../../pixels/image_transform.ts";
import type { ImageShape, Transform } from "../../transform.ts";

/**
 * Makes an image grey, as Pillow's `convert("L")` does: luma of ITU-R 601-2 in whole numbers. One that is grey already stays.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { grey } from "./grey.ts";
 *
 * const { x } = grey()({ x: { dtype: "uint8", shape: [1, 1, 3], data: Uint8Array.of(255, 0, 0) }, y: 0 }, () => 0);
 * assertEquals([x.shape, [...x.data]], [[1, 1, 1], [76]]);
 * ```
 */
export function grey(): Transform {
  return imageTransform("grey", {
    outputShape: ([height, width]: ImageShape): ImageShape => [height, width, 1],
    apply(from: Uint8Array, to: Uint8Array, [, , channels]: ImageShape) {
      if (channels < 3) {
        for (let i = 0; i < to.length; i++) to[i] = from[i * channels]!;
        return;
      }
      for (let i = 0, at = 0; i < to.length; i++, at += channels) {
        to[i] = (from[at]! * 19595 + from[at + 1]! * 38470 + from[at + 2]! * 7471 + 0x8000) >> 16;
      }
    },
  }, { module: import.meta.url, options: {} });
}
