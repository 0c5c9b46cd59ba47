/** The texts of a safetensors file without its numbers, which may be large. */
import { parseHeader } from "./safetensors_header.ts";

/**
 * Reads the texts in the header of a safetensors file.
 *
 * @param path The file.
 * @returns The texts by name; undefined where it has none, or is no such file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readTexts } from "./read_texts.ts";
 * import { writeSafetensors } from "./safetensors.ts";
 *
 * const path = await Deno.makeTempFile();
 * {
 *   using file = await Deno.open(path, { write: true });
 *   await writeSafetensors(file, { tensors: {}, metadata: { epoch: "1" } });
 * }
 * assertEquals(await readTexts(path), { epoch: "1" });
 * await Deno.remove(path);
 * ```
 */
export async function readTexts(path: string): Promise<Readonly<Record<string, string>> | undefined> {
  // To open a pipe would wait for whoever writes to it.
  if (!(await Deno.stat(path)).isFile) return undefined;
  using file = await Deno.open(path);
  const { size } = await file.stat();
  if (size < 8) return undefined;
  const read = async (length: number): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const count = await file.read(bytes.subarray(at));
      if (count === null) break;
      at += count;
    }
    return bytes;
  };
  const length = Number(new DataView((await read(8)).buffer).getBigUint64(0, true));
  if (length > Math.min(size - 8, LONGEST)) return undefined;
  try {
    return parseHeader(await read(length)).metadata;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** More bytes than any header of ours has. */
const LONGEST = 100_000_000;
