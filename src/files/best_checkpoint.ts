/** Which checkpoint a run has found the best: it is in the run's own books, which its newest one carries. */
import { basename, join } from "node:path";
import { nearest } from "../options/odd_option.ts";
import { visible } from "../terminal/visible.ts";
import { lastCheckpoint } from "./last_checkpoint.ts";
import { readTexts } from "./read_texts.ts";

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
