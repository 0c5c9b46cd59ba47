/** The file `last_checkpoint`, which names the newest checkpoint of a folder to people and programs. */
import { basename, dirname, join } from "node:path";
import { replaceFile, type Writing } from "./atomic.ts";

const LAST = "last_checkpoint";

/**
 * Names a checkpoint as the one that a resumed run takes.
 *
 * @param path The checkpoint's file.
 * @param writing Which run writes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lastCheckpoint, markLastCheckpoint } from "jsr:@raptor/raptor";
 *
 * const workDir = await Deno.makeTempDir();
 * assertEquals(await lastCheckpoint(workDir), undefined);
 * await markLastCheckpoint(`${workDir}/epoch_1.safetensors`);
 * assertEquals(await lastCheckpoint(workDir), `${workDir}/epoch_1.safetensors`);
 * await Deno.remove(workDir, { recursive: true });
 * ```
 */
export async function markLastCheckpoint(path: string, writing: Writing = {}): Promise<void> {
  await replaceFile(
    join(dirname(path), LAST),
    async (file) => void await file.write(new TextEncoder().encode(basename(path))),
    writing,
  );
}

/**
 * The newest checkpoint of a folder, as its `last_checkpoint` says. Whether the file is there and whole is not looked at.
 *
 * @param folder The work directory, or where else checkpoints are.
 * @returns The path of its file; undefined where none is named, or what is written there is no name of a file beside it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lastCheckpoint, markLastCheckpoint } from "jsr:@raptor/raptor";
 *
 * const workDir = await Deno.makeTempDir();
 * assertEquals(await lastCheckpoint(workDir), undefined);
 * await markLastCheckpoint(`${workDir}/epoch_1.safetensors`);
 * assertEquals(await lastCheckpoint(workDir), `${workDir}/epoch_1.safetensors`);
 * await Deno.remove(workDir, { recursive: true });
 * ```
 */
export async function lastCheckpoint(folder: string): Promise<string | undefined> {
  const path = join(folder, LAST);
  // Looked at first: a folder, a pipe or an endless device in its place cannot be read.
  const { isFile, size } = await Deno.stat(path).catch(absent);
  if (!isFile || size > LONGEST) return undefined;
  const name = (await Deno.readTextFile(path)).trim();
  return isName(name) ? join(folder, name) : undefined;
}

/**
 * The file of a checkpoint: what is given, or where that is `last_checkpoint`, the one that it names.
 *
 * @throws {SyntaxError} If it names none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { checkpointAt } from "./last_checkpoint.ts";
 *
 * assertEquals(await checkpointAt("run/epoch_1.safetensors"), "run/epoch_1.safetensors");
 * ```
 */
export async function checkpointAt(path: string): Promise<string> {
  // One that is not there is refused as any other file.
  if (basename(path) !== LAST || !(await Deno.stat(path).catch(absent)).isFile) return path;
  const named = await lastCheckpoint(dirname(path));
  if (named !== undefined) return named;
  throw new SyntaxError(`Cannot load the checkpoint that ${path} names as it must name a file beside it: got none.`);
}

/** More bytes than any name of a file has. */
const LONGEST = 1024;

function absent(error: Error): { readonly isFile: boolean; readonly size: number } {
  if (error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied) throw error;
  return { isFile: false, size: 0 };
}

function isName(name: string): boolean {
  return name.endsWith(".safetensors") && !/[/\\\p{Cc}]/u.test(name) && basename(name) === name;
}
