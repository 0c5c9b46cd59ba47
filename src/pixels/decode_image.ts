/** Files of images to pixels: the door to their decoders, which are imported once an image is read. */
import type { Picture } from "../transform.ts";

/**
 * Turns the bytes of a file into an RGB image, whatever it held: grey becomes three equal channels, a printer's four inks
 * become light, transparency is dropped, 16 bits become 8, of an animation the first frame is taken. The format is told by
 * the first bytes, not by a name. As in torchvision, an orientation in the file's metadata is not applied.
 *
 * @param bytes The whole file.
 * @throws {TypeError} If the file is of another format, broken or cut short, or says that it is larger than any
 * photograph; the message says which.
 */
export type ImageDecoder = (bytes: Uint8Array) => Picture;

/**
 * Starts the decoders, which takes some 30 ms. Needs no permission.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { imageDecoder } from "./decode_image.ts";
 *
 * const decode = await imageDecoder();
 * assertThrows(() => decode(Uint8Array.of(66, 77)), TypeError, "it must be JPEG, PNG or WebP");
 * ```
 */
export async function imageDecoder(): Promise<ImageDecoder> {
  const { startDecoders } = await import("./decode_image/start_decoders.ts");
  return await startDecoders();
}
