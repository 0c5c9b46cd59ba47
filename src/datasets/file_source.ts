/** Images that lie in files: each is read and decoded when its batch is made, in the thread that makes it. */
import { type ImageDecoder, imageDecoder } from "./decode_image.ts";
import type { ImageSource } from "./image_source.ts";

/**
 * Images in files, as RGB of their own shapes. Memory holds their paths, and one image at a time.
 *
 * @param files Their paths.
 * @param decoder Decodes them. Default one that is started for this source.
 * @throws {Error} From `image`, if a file cannot be read or decoded; the message names it.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { fileSource } from "./file_source.ts";
 *
 * const source = await fileSource(["nowhere/cat.jpg"]);
 * assertThrows(() => source.image(0), Error, "Cannot read nowhere/cat.jpg");
 * ```
 */
export async function fileSource(files: readonly string[], decoder?: ImageDecoder): Promise<ImageSource> {
  const decode = decoder ?? await imageDecoder();
  return Object.freeze({
    name: "fileSource",
    recipe: { module: import.meta.url, options: files },
    image: (index: number) => read(files[index]!, decode),
    title: (index: number) => files[index]!,
  });
}

/** The most that a file may have, in bytes: the largest image that is decoded, uncompressed. */
const MOST_BYTES = 2 ** 28;

function read(path: string, decode: ImageDecoder): ReturnType<ImageDecoder> {
  let bytes: Uint8Array;
  try {
    const { isFile, size } = Deno.statSync(path);
    // A pipe would be waited for, and a device such as /dev/zero has no end.
    if (!isFile) throw new TypeError("it must be a file: got a folder, a pipe or a device");
    if (size > MOST_BYTES) throw new TypeError(`it must have at most ${MOST_BYTES} bytes: got ${size}`);
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof TypeError) throw new Error(`Cannot read ${path} as ${error.message}. Remove it.`);
    throw new Error(
      `Cannot read ${path} as it must be a file that may be read: got ${(error as Error).name}. ` +
        "Put it back, or open the dataset anew.",
    );
  }
  try {
    return decode(bytes);
  } catch (error) {
    throw new Error(
      `Cannot read ${path} as ${(error as Error).message}. Replace the file, or remove it.`,
    );
  }
}
