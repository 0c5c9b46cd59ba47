/** What a judgement came to, as a file for programs. */
import { join } from "node:path";
import { replaceFile } from "../files/atomic.ts";
import { toJson } from "../files/numbers.ts";

/**
 * Writes the scores of a validation or a test that was asked for by itself as `scores.json` into the folder of its log: one JSON
 * object. Numbers that are not finite are strings, as `"NaN"`. Where it cannot be written, a line on the console says so: the
 * scores are not lost for that.
 *
 * @param logDir The folder.
 * @param scores By name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { writeScores } from "./write_scores.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await writeScores(folder, { accuracy: 76, loss: NaN });
 * assertEquals(JSON.parse(await Deno.readTextFile(`${folder}/scores.json`)), { accuracy: 76, loss: "NaN" });
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function writeScores(logDir: string, scores: Readonly<Record<string, number>>): Promise<void> {
  const text = new TextEncoder().encode(`${toJson(scores)}\n`);
  try {
    await replaceFile(join(logDir, "scores.json"), async (file) => {
      for (let written = 0; written < text.length;) written += await file.write(text.subarray(written));
    });
  } catch (error) {
    console.warn(`The scores are in no file: ${(error as Error).message}`);
  }
}
