/**
 * A file to an image, or a sentence that names the file; with decoders of the caller, or with those that are started
 * once.
 */
import type { Picture } from "../transform.ts";
import { type ImageDecoder, imageDecoder } from "./decode_image.ts";
import { visible } from "../terminal/visible.ts";

/** The most that a file may have, in bytes: the largest image that is decoded, uncompressed. */
const MOST_BYTES = 2 ** 28;

/**
 * Reads and decodes an image.
 *
 * @param path The file.
 * @param decode What decodes it.
 * @throws {Error} If it cannot be read or decoded; the message names it.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { imageDecoder } from "./decode_image.ts";
 * import { readPicture } from "./read_picture.ts";
 *
 * const decode = await imageDecoder();
 * assertThrows(() => readPicture("nowhere/cat.jpg", decode), Error, "Cannot read nowhere/cat.jpg");
 * ```
 */
export function readPicture(path: string, decode: ImageDecoder): Picture {
  const bytes = readBytes(path);
  try {
    return decode(bytes);
  } catch (error) {
    throw new Error(visible(`Cannot read ${path} as ${(error as Error).message}. Replace the file, or remove it.`));
  }
}

/**
 * Reads a file that shall hold an image.
 *
 * @throws {Error} If it cannot be read or is larger than any image; the message names it.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { readBytes } from "./read_picture.ts";
 *
 * assertThrows(() => readBytes("."), Error, "Cannot read . as it must be a file: got a folder, a pipe or a device.");
 * ```
 */
export function readBytes(path: string): Uint8Array<ArrayBuffer> {
  try {
    requireImageFile(Deno.statSync(path));
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof TypeError) throw new Error(`Cannot read ${visible(path)} as ${error.message}. Remove it.`);
    throw new Error(
      `Cannot read ${visible(path)} as it must be a file that may be read: got ${(error as Error).name}. ` +
        "Check its path, put it back, or open the dataset anew.",
    );
  }
}

/** Refuses what no image can be, with the end of a sentence. */
export function requireImageFile({ isFile, size }: Deno.FileInfo): void {
  // A pipe would be waited for, and a device such as /dev/zero has no end.
  if (!isFile) throw new TypeError("it must be a file: got a folder, a pipe or a device");
  if (size > MOST_BYTES) throw new TypeError(`it must have at most ${MOST_BYTES} bytes: got ${size}`);
}

/** The decoders, which are started once: each start takes some 30 ms. */
let decoder: Promise<ImageDecoder> | undefined;

/**
 * Reads an image: JPEG, PNG or WebP, told by its first bytes, as RGB of 8 bits; see {@linkcode imageFiles} for what becomes of grey ones,
 * of transparency, of animations and of orientations in metadata.
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
