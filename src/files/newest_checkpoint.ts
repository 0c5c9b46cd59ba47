/** The checkpoint that a run goes on from: the newest that is whole. */
import { basename, join } from "node:path";
import type { Snapshot } from "../snapshot.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { lastCheckpoint } from "./last_checkpoint.ts";
import { readTexts } from "./safetensors_header.ts";

/** A checkpoint that was found. */
export interface Newest {
  /** Its file. */
  readonly path: string;
  /** What it holds. */
  readonly snapshot: Snapshot;
  /** Why it is not the one that was looked for, as a line for the log; undefined where it is. */
  readonly note?: string;
}

/**
 * Finds the newest checkpoint of a folder: the one that `last_checkpoint` names, or, where that is missing or broken, the
 * newest of the others that is whole. When they were written stands in them: times of files say nothing once they are copied.
 *
 * @param folder The work directory, or where else checkpoints are.
 * @returns Undefined where there is none.
 * @throws {SyntaxError} If there are some, and all are broken.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { newestCheckpoint } from "./newest_checkpoint.ts";
 *
 * const folder = await Deno.makeTempDir();
 * assertEquals(await newestCheckpoint(folder), undefined);
 * await Deno.remove(folder);
 * ```
 */
export async function newestCheckpoint(folder: string): Promise<Newest | undefined> {
  const named = await lastCheckpoint(folder), reasons: string[] = [];
  const attempt = async (path: string): Promise<Newest | undefined> => {
    try {
      return { path, snapshot: await loadCheckpoint(path) };
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof Deno.errors.NotFound)) throw error;
      reasons.push(error.message);
      return undefined;
    }
  };
  const wanted = named === undefined ? undefined : await attempt(named);
  if (wanted !== undefined) return wanted;
  const others = (await checkpointsIn(folder)).filter((path) => path !== named);
  for (const path of others) {
    const found = await attempt(path);
    if (found === undefined) continue;
    const instead = named === undefined
      ? "last_checkpoint names none"
      : `${basename(named)}, which last_checkpoint names, is not whole. ${reasons[0]}`;
    return { ...found, note: `Taking ${basename(path)}, as ${instead}` };
  }
  if (others.length === 0 && (named === undefined || reasons[0]!.includes("must be a file: got none"))) {
    return undefined;
  }
  throw new SyntaxError(
    `Cannot go on in ${folder} as one of its checkpoints must be whole: got ${reasons.length} that are not.\n` +
      reasons.map((reason) => `  - ${reason}`).join("\n"),
  );
}

/** The checkpoints in a folder, the newest first. */
async function checkpointsIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  });
  const paths = entries.filter(({ name }) => /^(best_.+_)?(epoch|step)_\d+\.safetensors$/.test(name))
    .map(({ name }) => join(folder, name));
  const described = await Promise.all(paths.map(async (path) => ({ path, ...await ageOf(path) })));
  return described.toSorted((a, b) => b.written - a.written || b.step - a.step || (a.path < b.path ? 1 : -1))
    .map(({ path }) => path);
}

async function ageOf(path: string): Promise<{ readonly written: number; readonly step: number }> {
  const texts = await readTexts(path).catch(() => undefined);
  return { written: Date.parse(texts?.written ?? "") || 0, step: stepOf(texts?.progress) };
}

function stepOf(progress: string | undefined): number {
  try {
    return Number(JSON.parse(progress ?? "{}").step ?? 0);
  } catch {
    return 0;
  }
}
