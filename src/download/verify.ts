/** Whether the bytes that came are the bytes that were meant. */
import { createHash } from "node:crypto";
import type { Archive } from "./archive.ts";
import { chunksOf } from "./chunks_of.ts";

/**
 * Compares a file with its checksum.
 *
 * @param file Open for reading.
 * @returns The checksum it has, if that is another one; undefined if all is well.
 */
export async function verify(file: Deno.FsFile, { checksum }: Pick<Archive, "checksum">): Promise<string | undefined> {
  const hash = createHash(checksum.algorithm);
  for await (const chunk of chunksOf(file)) hash.update(chunk);
  const digits = hash.digest("hex");
  return digits === checksum.digits.toLowerCase() ? undefined : digits;
}
