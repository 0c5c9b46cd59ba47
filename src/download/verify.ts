/** Whether the bytes that came are the bytes that were meant. */
import { createHash } from "node:crypto";
import type { Archive } from "./archive.ts";
import { chunksOf } from "./chunks_of.ts";
import type { Wrong } from "./fetch_verified.ts";

/**
 * Compares a file with its checksum.
 *
 * @param file Open for reading.
 * @returns What is wrong with it; undefined if all is well.
 */
export async function verify(file: Deno.FsFile, { checksum }: Pick<Archive, "checksum">): Promise<Wrong | undefined> {
  const { algorithm, digits } = checksum, hash = createHash(algorithm);
  for await (const chunk of chunksOf(file)) hash.update(chunk);
  const got = hash.digest("hex");
  return got === digits.toLowerCase() ? undefined : { rule: `${algorithm} must be ${digits}`, got };
}
