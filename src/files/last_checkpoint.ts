/**
 * Which checkpoint of a folder is the newest, as its file `last_checkpoint` says to people and programs, and which the
 * best, as the run's own books do.
 */
import { basename, dirname, join } from "node:path";
import { replaceFile, type Writing } from "./atomic.ts";
import { nearest } from "../options/odd_option.ts";
import { visible } from "../terminal/visible.ts";
import { readTexts } from "./safetensors_header.ts";

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

/**
 * The checkpoint of a folder that was the best by a score, of a run that was told to keep it (`checkpoint: { best: "accuracy" }`). It is
 * read from the books of the run in its newest checkpoint, of which only the header is read.
 *
 * @param folder The work directory.
 * @param score The name of the score.
 * @returns The path of its file; undefined where no checkpoint is the newest, or it knows of no best by any score.
 * @throws {RangeError} If the run keeps the best by other scores; they are named.
 * @throws {SyntaxError} If the newest is no whole checkpoint.
 * @throws {Deno.errors.NotFound} If the newest is not there.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy, arrays, bestCheckpoint, mlp, runner, sgd } from "jsr:@raptor/raptor";
 *
 * const workDir = await Deno.makeTempDir(), x = [[0], [1]], y = [0, 1];
 * await runner({ workDir, log: false, checkpoint: { best: "accuracy" } }).model(mlp({ sizes: [1, 2] }))
 *   .data(arrays({ x, y, valX: x, valY: y, classes: ["no", "yes"] })).evaluator(accuracy()).optimizer(sgd({ lr: 0.1 })).train({ epochs: 1 });
 * assertEquals(await bestCheckpoint(workDir, "accuracy"), `${workDir}/best_accuracy_epoch_1.safetensors`);
 * await Deno.remove(workDir, { recursive: true });
 * ```
 */
export async function bestCheckpoint(folder: string, score: string): Promise<string | undefined> {
  const newest = await lastCheckpoint(folder);
  if (newest === undefined) return undefined;
  const { hooks } = await readTexts(newest) ?? {}, bests = bestsOf(hooks, newest);
  const names = Object.keys(bests), near = nearest(score, names);
  if (names.length > 0 && !names.includes(score)) {
    throw new RangeError(
      `Cannot tell the best checkpoint of ${folder} as its run keeps the best by ${
        visible(names.join(", "))
      }: got ${score}.` +
        (near === undefined ? ` Name it in checkpoint: { best: [...] }.` : ` Did you mean ${visible(near)}?`),
    );
  }
  const file = names.length > 0 ? bests[score]?.[0]?.file : undefined;
  return typeof file === "string" && basename(file) === file ? join(folder, file) : undefined;
}

/** What was found best, by score, as the books have it. */
type Bests = Readonly<Record<string, readonly { readonly file?: unknown }[] | null>>;

function bestsOf(hooks: string | undefined, path: string): Bests {
  if (hooks === undefined) return {};
  try {
    const { checkpoint } = JSON.parse(hooks) as { readonly checkpoint?: { readonly bests?: unknown } | null };
    const bests = checkpoint?.bests ?? {};
    if (typeof bests === "object") return bests as Bests;
  } catch {
    // Books of others are told as what they are: none.
  }
  throw new SyntaxError(
    `Cannot read ${path} as it must hold the books of its run: got others. Take another checkpoint.`,
  );
}
