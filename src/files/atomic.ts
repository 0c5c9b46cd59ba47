/**
 * Files that are either whole or not there: written under a temporary name, synced, then renamed. A crash, a full disk
 * or a kill leaves the old file as it was.
 */
import { basename, dirname, join } from "node:path";
import { writeError } from "./write_error.ts";

/** Who writes. */
export interface Writing {
  /** A word for the run that writes, which its temporary files bear, so that what a kill leaves can be told. Default none. */
  readonly run?: string;
}

/**
 * Writes a file and moves it into place at once.
 *
 * @param path The file. Its folder must exist.
 * @param write Writes the content into the open file.
 * @param writing Which run writes it.
 * @throws {Error} Of Deno's class, if the disk does not take it; the message names the file and a way out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { replaceFile } from "./atomic.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await replaceFile(`${folder}/a.txt`, async (file) => void await file.write(new TextEncoder().encode("whole")));
 * assertEquals(await Deno.readTextFile(`${folder}/a.txt`), "whole");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function replaceFile(
  path: string,
  write: (file: Deno.FsFile) => Promise<void>,
  { run }: Writing = {},
): Promise<void> {
  const temporary = beside(path, run === undefined ? crypto.randomUUID() : RUN + run);
  try {
    {
      // One of an earlier write of this run that was killed is written over.
      const how = run === undefined ? { createNew: true } : { create: true, truncate: true };
      using file = await Deno.open(temporary, { write: true, ...how });
      await write(file);
      await file.sync();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw writeError(path, error);
  }
  await syncFolder(path);
}

/**
 * Fills a folder and moves it into place at once. Where the folder has come to exist meanwhile, made whole by another
 * process, that one stays.
 *
 * @param path The folder. Its parent must exist.
 * @param fill Writes the files into a temporary folder beside it.
 * @param writing Who writes: one at a time by each word, as what it left is removed.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { replaceFolder } from "./atomic.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await replaceFolder(`${folder}/data`, (temporary) => Deno.writeTextFile(`${temporary}/a.txt`, "whole"));
 * assertEquals(await Deno.readTextFile(`${folder}/data/a.txt`), "whole");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function replaceFolder(
  path: string,
  fill: (temporary: string) => Promise<void>,
  { run }: Writing = {},
): Promise<void> {
  const temporary = beside(path, run === undefined ? undefined : RUN + run);
  try {
    // One of a process that was killed.
    if (run !== undefined && await isFolder(temporary)) await Deno.remove(temporary, { recursive: true });
    await Deno.mkdir(temporary);
    await fill(temporary);
    for await (const { name, isFile } of Deno.readDir(temporary)) if (isFile) await syncFile(join(temporary, name));
    await Deno.rename(temporary, path).catch(async (error) => {
      if (!await isFolder(path)) throw error;
      await Deno.remove(temporary, { recursive: true });
    });
  } catch (error) {
    await Deno.remove(temporary, { recursive: true }).catch(() => {});
    throw writeError(path, error);
  }
  await syncFolder(path);
}

/**
 * Writes a text at once, without a turn of the event loop. Where nothing but the file itself may be written to, it is written over.
 *
 * @param path The file. Its folder must exist.
 * @throws {Error} Of Deno's class, if the disk does not take it; the message names the file and a way out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { replaceText } from "./atomic.ts";
 *
 * const path = await Deno.makeTempFile();
 * replaceText(path, "whole");
 * assertEquals(await Deno.readTextFile(path), "whole");
 * await Deno.remove(path);
 * ```
 */
export function replaceText(path: string, text: string): void {
  const may = Deno.permissions.querySync({ name: "write", path: dirname(path) }).state === "granted";
  const temporary = may ? beside(path) : path;
  try {
    Deno.writeTextFileSync(temporary, text);
    if (may) Deno.renameSync(temporary, path);
  } catch (error) {
    try {
      if (may) Deno.removeSync(temporary);
    } catch {
      // It was never there.
    }
    throw writeError(path, error);
  }
}

/** Before the word for a run in the names of its temporary files. */
const RUN = "run-";

/**
 * Removes the temporary files that runs left in a folder when they were killed; others may still be written to.
 *
 * @param folder The folder. No run may write there meanwhile.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { removeLeftovers } from "./atomic.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/.epoch_1.safetensors.run-7.tmp`, "half");
 * await removeLeftovers(folder);
 * assertEquals([...Deno.readDirSync(folder)], []);
 * await Deno.remove(folder);
 * ```
 */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const { name, isFile } of await Array.fromAsync(Deno.readDir(folder))) {
    if (isFile && /^\..+\.run-[^.]+\.tmp$/.test(name)) await Deno.remove(join(folder, name)).catch(() => {});
  }
}

function beside(path: string, by: string = crypto.randomUUID()): string {
  return join(dirname(path), `.${basename(path)}.${by}.tmp`);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    return false;
  }
}

async function syncFile(path: string): Promise<void> {
  using file = await Deno.open(path, { read: true });
  await file.sync();
}

/** Syncs the folder of what was renamed: a rename is only durable once its folder is. */
async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders and needs no such call.
  if (Deno.build.os === "windows") return;
  await syncFile(dirname(path)).catch((error) => Promise.reject(writeError(path, error)));
}
