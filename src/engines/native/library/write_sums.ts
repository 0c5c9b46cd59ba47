/** What an install was made from, beside the libraries, as `sha256sum --check` reads it. */
import { join } from "node:path";
import { sha256Of } from "../../../files/sha256_of.ts";

/** The file's name. */
export const SUMS = "SHA256SUMS";

/**
 * Writes the sums of a folder's files into it. They are for people: a library is checked when it is installed, not each
 * time it is loaded, as reading it all takes longer than opening it.
 *
 * @param folder Where the libraries lie.
 * @param origin What they came from, a line each.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { writeSums } from "./write_sums.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await writeSums(folder, ["nothing"]);
 * assertEquals(await Deno.readTextFile(`${folder}/SHA256SUMS`), "# From nothing\n");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function writeSums(folder: string, origin: readonly string[]): Promise<void> {
  const names = (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).toSorted();
  const lines = origin.map((line) => `# From ${line}`);
  for (const name of names) lines.push(`${await sha256Of(join(folder, name))}  ${name}`);
  await Deno.writeTextFile(join(folder, SUMS), lines.map((line) => `${line}\n`).join(""));
}
