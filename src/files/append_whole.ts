/** Bytes at the end of a file, all of them or none: what stands behind half a record could not be read. */
import { writeError } from "./write_error.ts";

/**
 * Appends bytes to a file, which is made where it is missing. Where the disk takes only some of them, as a full one does, they are
 * taken back.
 *
 * @param path The file. Its folder must exist.
 * @throws {Error} Of Deno's class, if the disk does not take them; the message names the file and a way out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { appendWhole } from "./append_whole.ts";
 *
 * const path = await Deno.makeTempFile();
 * for (const byte of [1, 2]) appendWhole(path, Uint8Array.of(byte));
 * assertEquals(await Deno.readFile(path), Uint8Array.of(1, 2));
 * await Deno.remove(path);
 * ```
 */
export function appendWhole(path: string, bytes: Uint8Array): void {
  try {
    using file = Deno.openSync(path, { append: true, create: true });
    const { size } = file.statSync();
    let written = 0;
    try {
      while (written < bytes.length) written += file.writeSync(bytes.subarray(written));
    } catch (error) {
      if (written > 0) file.truncateSync(size);
      throw error;
    }
  } catch (error) {
    throw writeError(path, error);
  }
}
