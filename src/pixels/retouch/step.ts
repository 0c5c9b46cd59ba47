/** What all that leaves pixels in their places is. */
import type { ImageShape } from "../../transform.ts";
import type { Brush } from "../brush.ts";

/**
 * Makes an image of the same shape out of another one.
 *
 * @param from The image.
 * @param to Filled with the new one, every byte of it.
 * @param shape Of both.
 * @param brush What changes many pixels at a time.
 */
export type Retouch = (from: Uint8Array, to: Uint8Array, shape: ImageShape, brush: Brush) => void;
