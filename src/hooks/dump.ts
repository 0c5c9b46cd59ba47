/** Writes predictions down, to be looked at or judged again. */
import { kindOf, type PredictedBatch, writePredictions } from "../files/predictions.ts";
import { samplesOf } from "../files/samples_of.ts";
import type { Answer, Event, Hook, ValEvent } from "../hook.ts";
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { namedTensors } from "../tensors/tensors_in.ts";
import { foundOf } from "../tensors/found_of.ts";
import { readTensors } from "../tensors/read.ts";

/** What is written. */
export interface DumpOptions {
  /** Whether what the model takes in is written too. Default false. */
  readonly inputs?: boolean;
}

/**
 * Writes what is predicted in a validation or a test, and what it is compared with, to a file, once the scores are known; of
 * several validations the newest stays. {@linkcode evaluateFile} judges such a file, to the same digits.
 *
 * Of further sets, as of `.validation({ noisy: data })`, each has a file of its own beside it, as `predictions.noisy.jsonl`.
 *
 * The file has one sample a line or a row: `batch`, `prediction` and `target`; where these are records, a column for each field, as
 * `prediction.boxes`; of a detector what it found, `boxes`, `scores` and `labels`. Each batch is read from the device when it is judged,
 * which takes its time.
 *
 * @param path The file, ending in `.jsonl` or `.parquet`; its folder must exist.
 * @throws {TypeError} If the name ends otherwise, and in a run, if predictions are neither tensors nor records of them.
 * @throws {RangeError} In a run, if the first axis of a field is not the samples of the batch.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy, arrays, cpu, dump, evaluateFile, mlp, runner } from "jsr:@raptor/raptor";
 *
 * const path = await Deno.makeTempFile({ suffix: ".jsonl" });
 * const sentence = runner({ log: false }).model(mlp({ sizes: [2, 2] }))
 *   .data(arrays({ x: [[0, 1], [1, 0]], y: [1, 0], valX: [[0, 1], [1, 0]], valY: [1, 0], classes: 2, batchSize: 2 }))
 *   .evaluator(accuracy()).engine(cpu());
 * const scores = await sentence.hook(dump(path)).validate();
 * assertEquals(await evaluateFile(path, [accuracy()], { engine: cpu() }), scores);
 * await Deno.remove(path);
 * ```
 */
export function dump(path: string, options: DumpOptions = {}): Hook {
  const { inputs = false } = given(options);
  const settings = settle("dump", options, { inputs });
  requireRange("dump", "a string", { path });
  requireRange("dump", "true or false", { inputs });
  kindOf(path);
  let sets = new Map<string, PredictedBatch[]>();
  const fileOf = (set: string) =>
    set === "" ? path : path.replace(/\.\w+$/, (end) => `.${encodeURIComponent(set)}${end}`);
  const take = async ({ batch, set = "", shown }: ValEvent) => {
    if (batch === 1) sets = new Map();
    const batches = sets.get(set) ?? [];
    sets.set(set, batches);
    const { x, y, prediction } = shown ?? {};
    const fields = {
      ...namedTensors("prediction", prediction && foundOf(prediction)),
      ...namedTensors("target", y),
      ...inputs && namedTensors("input", x),
    };
    const read = await readTensors(fields);
    samplesOf(read);
    batches.push(read);
  };
  return asPart("dump", async (event: Event): Promise<Answer | undefined> => {
    if (event.type === "val") await take(event);
    if (event.type !== "scores") return undefined;
    const notes: string[] = [], written = sets;
    sets = new Map();
    for (const [set, batches] of written) {
      const samples = batches.reduce((sum, batch) => sum + samplesOf(batch), 0);
      await writePredictions(fileOf(set), batches);
      notes.push(`Saved the predictions of ${samples} samples to ${fileOf(set)}`);
    }
    return { note: notes.join("\n") };
  }, { settings, needs: Object.freeze({ events: ["val", "scores"] as const, shown: { val: 1 } }) });
}
