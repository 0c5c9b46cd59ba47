/** What a file is, in 64 digits. */
import { createHash } from "node:crypto";

/**
 * The SHA-256 of a file, in hexadecimal digits (FIPS 180-4). The file is read piece by piece.
 *
 * @param path The file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sha256Of } from "./sha256_of.ts";
 *
 * const path = await Deno.makeTempFile();
 * assertEquals(await sha256Of(path), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
 * await Deno.remove(path);
 * ```
 */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256"), chunk = new Uint8Array(1 << 20);
  using file = await Deno.open(path);
  for (let length; (length = await file.read(chunk)) !== null;) hash.update(chunk.subarray(0, length));
  return hash.digest("hex");
}
