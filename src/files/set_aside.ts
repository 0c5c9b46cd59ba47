/** Files of other runs are never written over: who comes to a name that is taken moves what is there to another one. */
import { basename, dirname, join } from "node:path";
import { readTexts } from "./safetensors_header.ts";

/**
 * Moves a checkpoint out of the way, unless it is of this run.
 *
 * @param path Where a file is about to be written.
 * @param run The word of the run that writes.
 * @returns The name that the other run's file has now, without its folder; undefined where nothing was in the way.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { setAside } from "./set_aside.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/epoch_1.safetensors`, "of somebody else");
 * assertEquals(await setAside(`${folder}/epoch_1.safetensors`, "1a2b"), "epoch_1.of_earlier.safetensors");
 * assertEquals(await setAside(`${folder}/epoch_1.safetensors`, "1a2b"), undefined);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function setAside(path: string, run: string): Promise<string | undefined> {
  let other: string | undefined;
  try {
    other = (await readTexts(path))?.run;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  if (other === run) return undefined;
  const folder = dirname(path), stem = basename(path, ".safetensors");
  const word = other !== undefined && /^[0-9a-f]{1,36}$/.test(other) ? other : "earlier";
  for (let number = 1;; number++) {
    const name = `${stem}.of_${word}${number === 1 ? "" : `_${number}`}.safetensors`;
    if (await isThere(join(folder, name))) continue;
    await Deno.rename(path, join(folder, name));
    return name;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
