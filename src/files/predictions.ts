/** Predictions and what they were compared with, in a file: batch by batch, so that they can be judged again to the same digits. */
import type { HostTensor } from "../snapshot.ts";

/**
 * A batch of a judgement: tensors by name, whose first axis is the batch. A field of a record has the names of both, as
 * `prediction.boxes`.
 */
export type PredictedBatch = Readonly<Record<string, HostTensor>>;

/**
 * Writes predictions to a file, which is whole or not there: Parquet where its name ends so, else JSON lines, one a sample.
 *
 * @param path The file. Its folder must exist.
 * @param batches All with the same fields.
 * @throws {TypeError} If the name ends in neither `.parquet` nor `.jsonl`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readPredictions, writePredictions } from "./predictions.ts";
 *
 * const path = await Deno.makeTempFile({ suffix: ".jsonl" });
 * const batch = { prediction: { dtype: "float32", shape: [2, 1], data: Float32Array.of(0.5, 2) } } as const;
 * await writePredictions(path, [batch]);
 * assertEquals(await Deno.readTextFile(path), '{"batch":1,"prediction":[0.5]}\n{"batch":1,"prediction":[2.0]}\n');
 * assertEquals(await readPredictions(path), [batch]);
 * await Deno.remove(path);
 * ```
 */
export async function writePredictions(path: string, batches: readonly PredictedBatch[]): Promise<void> {
  const write = kindOf(path) === "parquet"
    ? (await import("./parquet_predictions.ts")).writeColumns
    : (await import("./json_predictions.ts")).writeRows;
  await write(path, batches);
}

/**
 * Reads predictions from a file.
 *
 * @param path The file; its name says which kind it is.
 * @throws {SyntaxError} If it holds none.
 * @throws {Deno.errors.NotFound} If it is not there.
 *
 * @example See {@linkcode writePredictions}.
 */
export async function readPredictions(path: string): Promise<PredictedBatch[]> {
  const read = kindOf(path) === "parquet"
    ? (await import("./parquet_predictions.ts")).readColumns
    : (await import("./json_predictions.ts")).readRows;
  return await read(path).catch((cause) => {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new Deno.errors.NotFound(
      `Cannot read predictions as ${path} must be there: got no such file. dump(path) writes it once scores are known.`,
      { cause },
    );
  });
}

/**
 * The kind of a file of predictions.
 *
 * @throws {TypeError} If the name ends in neither `.parquet` nor `.jsonl`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { kindOf } from "./predictions.ts";
 *
 * assertEquals(["a.jsonl", "b.parquet"].map(kindOf), ["jsonl", "parquet"]);
 * ```
 */
export function kindOf(path: string): "jsonl" | "parquet" {
  const kind = (["jsonl", "parquet"] as const).find((kind) => String(path).endsWith(`.${kind}`));
  if (kind === undefined) {
    throw new TypeError(`Cannot take ${path} for predictions as its name must end in .jsonl or .parquet.`);
  }
  return kind;
}
