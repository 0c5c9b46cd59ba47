/** A file of an image, as pixels. */
import type { Picture } from "../transform.ts";
import { type ImageDecoder, imageDecoder } from "./decode_image.ts";
import { requireImageFile } from "./read_picture.ts";
import { visible } from "../terminal/visible.ts";

/** The decoders, which are started once: each start takes some 30 ms. */
let decoder: Promise<ImageDecoder> | undefined;

/**
 * Reads an image: JPEG, PNG or WebP, told by its first bytes, as RGB of 8 bits; see {@linkcode imageFiles} for what becomes of grey ones,
 * of transparency and of animations.
 *
 * @param from Its path, a `file:` address, or the bytes of the file.
 * @returns The pixels, [height, width, 3].
 * @throws {TypeError} If it is no file, larger than any image, of another format, broken or cut short.
 * @throws {Deno.errors.NotFound} If there is no such file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readImage, writeImage } from "jsr:@raptor/raptor";
 *
 * const path = await Deno.makeTempFile({ suffix: ".png" });
 * await writeImage(path, { dtype: "uint8", shape: [1, 1, 3], data: Uint8Array.of(1, 2, 3) });
 * assertEquals((await readImage(path)).data, Uint8Array.of(1, 2, 3));
 * await Deno.remove(path);
 * ```
 */
export async function readImage(from: string | URL | Uint8Array): Promise<Picture> {
  const decode = await (decoder ??= imageDecoder());
  try {
    if (from instanceof Uint8Array) return decode(from);
    requireImageFile(await Deno.stat(from));
    return decode(await Deno.readFile(from));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw error;
    const name = from instanceof Uint8Array ? "an image" : from;
    throw new TypeError(visible(`Cannot read ${name} as ${(error as Error).message}.`), { cause: error });
  }
}
