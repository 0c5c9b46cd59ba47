/** What says that the beginning of a file, left by a cut transfer, is of what the server has now; where a checksum says it in the end, nobody asks. */

/** Keeps what the server called its file while the first byte came: an ETag, or a date. */
export interface Voucher {
  /** Undefined where nothing is known. */
  read(): Promise<string | undefined>;
  /** Keeps it; undefined for nothing. */
  write(validator: string | undefined): Promise<void>;
}

/** More than any server says. */
const MOST = 1000;

/**
 * Keeps it in a file.
 *
 * @param path Its path; it is gone where nothing is known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { voucher } from "./voucher.ts";
 *
 * const dir = await Deno.makeTempDir(), { read, write } = voucher(`${dir}/.a.part.of`);
 * await write('"1"');
 * assertEquals(await read(), '"1"');
 * await write(undefined);
 * assertEquals(await read(), undefined);
 * await Deno.remove(dir);
 * ```
 */
export function voucher(path: string): Voucher {
  return {
    async read() {
      const text = await Deno.readTextFile(path).catch(() => "");
      // What a header cannot hold was not written here.
      return /^[\x20-\x7e]+$/.test(text) && text.length <= MOST ? text : undefined;
    },
    async write(validator) {
      if (validator !== undefined && validator.length <= MOST) await Deno.writeTextFile(path, validator);
      else {
        await Deno.remove(path).catch((error) => {
          if (!(error instanceof Deno.errors.NotFound)) throw error;
        });
      }
    },
  };
}
