/**
 * Checkpoints: one safetensors file each, with the weights, the optimizer's slots and, as JSON in its header, the progress
 * of the run, what it was made of and what its hooks keep. A checksum proves the whole. Loading one runs no code.
 */
import { basename, dirname } from "node:path";
import type { Knowledge } from "../knowledge.ts";
import type { Plain, Settings } from "../settings.ts";
import type { HostTensor, Snapshot, Terms } from "../snapshot.ts";
import { replaceFile, type Writing } from "./atomic.ts";
import { checksum } from "./checksum.ts";
import { checkpointAt, lastCheckpoint } from "./last_checkpoint.ts";
import { toJson } from "./numbers.ts";
import { parseProgress } from "./progress.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";

/** The form of today, and that of before checksums, which is read as well. */
const FORMAT = "raptor 2", OLD = "raptor 1";
const SLOT = "optimizer:", LEARNING = "learning:", MARKED = "marked:", TALLY = "tally:";
/** Before a weight's name that would be read as something else. */
const WEIGHT = "weight:";
const MISREAD = /^(optimizer:|learning:|marked:|tally:|weight:|__metadata__$)/;

/**
 * Writes a checkpoint, whole or not at all, over one of the same name.
 *
 * @param path The file, such as `work_dirs/cifar/epoch_1.safetensors`. Its folder must exist.
 * @param snapshot What to write.
 * @param writing Which run writes it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadCheckpoint, saveCheckpoint } from "jsr:@raptor/raptor";
 *
 * const workDir = await Deno.makeTempDir();
 * const progress = { step: 3, epoch: 1, batch: 0, samples: 0, seed: 0, scores: { accuracy: 50 }, judged: 3, recent: {} };
 * const weights = { bias: { dtype: "float32", shape: [1], data: Float32Array.of(1) } } as const;
 * const snapshot = { model: "tiny", optimizer: "sgd", weights, slots: {}, progress, settings: { seed: 0 } };
 * await saveCheckpoint(`${workDir}/epoch_1.safetensors`, snapshot);
 * assertEquals(await loadCheckpoint(`${workDir}/epoch_1.safetensors`), snapshot);
 * await Deno.remove(workDir, { recursive: true });
 * ```
 */
export async function saveCheckpoint(path: string, snapshot: Snapshot, writing: Writing = {}): Promise<void> {
  const { model, optimizer, weights, learning = {}, same, slots, marked = {}, tally = {} } = snapshot;
  const { progress, settings, knows, terms, hooks } = snapshot;
  const tensors = Object.fromEntries([
    ...Object.entries(weights).map(([name, weight]) => [MISREAD.test(name) ? WEIGHT + name : name, weight]),
    ...Object.entries(learning).map(([name, weight]) => [LEARNING + name, weight]),
    ...Object.entries(slots).map(([name, slot]) => [SLOT + name, slot]),
    ...Object.entries(marked).map(([name, weight]) => [MARKED + name, weight]),
    ...Object.entries(tally).map(([name, state]) => [TALLY + name, state]),
  ]);
  const texts = {
    ...{ written: new Date().toISOString(), ...writing.run !== undefined && { run: writing.run } },
    ...{ format: FORMAT, model, optimizer, progress: toJson(progress) },
    ...same && { same: toJson(same) },
    ...settings && { settings: toJson(settings) },
    ...knows && { knows: toJson(knows) },
    ...terms && { terms: toJson(terms) },
    ...hooks && { hooks: toJson(hooks) },
  };
  const metadata = { ...texts, checksum: checksum(tensors, texts) };
  await replaceFile(path, (file) => writeSafetensors(file, { tensors, metadata }), writing);
}

/**
 * Reads a checkpoint.
 *
 * @param given The file; `last_checkpoint` stands for the one that it names.
 * @throws {SyntaxError} If it is cut short, damaged, or no checkpoint of Raptor.
 * @throws {Deno.errors.NotFound} If there is none.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { loadCheckpoint } from "jsr:@raptor/raptor";
 *
 * await assertRejects(() => loadCheckpoint("no/such/epoch_1.safetensors"), Deno.errors.NotFound);
 * ```
 */
export async function loadCheckpoint(given: string): Promise<Snapshot> {
  const path = await checkpointAt(given);
  const { tensors, metadata } = await readSafetensors(path).catch(async (error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const newest = await lastCheckpoint(dirname(path)).catch(() => undefined);
    throw new Deno.errors.NotFound(
      `Cannot load the checkpoint ${path} as it must be a file: got none. ` +
        (newest === undefined ? "Check the path." : `The newest one of its folder is ${basename(newest)}.`),
    );
  });
  const { checksum: sum, ...texts } = metadata;
  const { format, model = "", optimizer = "", progress } = texts;
  const refuse = (why: string, hint = "Take an older checkpoint.") =>
    new SyntaxError(`Cannot load the checkpoint ${path} as ${why}. ${hint}`);
  if (format !== FORMAT && format !== OLD || progress === undefined) {
    throw refuse(
      `its format must be ${FORMAT} or ${OLD}: got ${format ?? "no format"}`,
      "Weights of other tools are the model's: resnet18({ weights: path }), or pretrained(model, path).",
    );
  }
  // Damage may have turned the one form into the other: a sum that is there is asked.
  if (format === FORMAT || sum !== undefined) {
    const found = checksum(tensors, texts);
    if (found !== sum) throw refuse(`it was damaged or changed: got the checksum ${found} for ${sum}`);
  }
  const { slots, learning, marked, tally, weights } = sorted(tensors);
  try {
    return {
      ...{ model, optimizer, weights, slots, progress: parseProgress(progress) },
      ...Object.keys(learning).length > 0 && { learning },
      ...Object.keys(marked).length > 0 && { marked },
      ...Object.keys(tally).length > 0 && { tally },
      ...texts.same !== undefined && { same: parse<Record<string, string>>("same", texts.same) },
      ...texts.settings !== undefined && { settings: parse<Settings>("settings", texts.settings) },
      ...texts.knows !== undefined && { knows: parse<Knowledge>("knows", texts.knows) },
      ...texts.terms !== undefined && { terms: parse<Terms>("terms", texts.terms) },
      ...texts.hooks !== undefined && { hooks: parse<Record<string, Plain>>("hooks", texts.hooks) },
    };
  } catch (error) {
    throw error instanceof SyntaxError ? refuse(error.message) : error;
  }
}

/** The tensors of a file by what they are, under their own names. */
function sorted(tensors: Readonly<Record<string, HostTensor>>) {
  const found: Record<"slots" | "learning" | "marked" | "tally" | "weights", [string, HostTensor][]> = {
    slots: [],
    learning: [],
    marked: [],
    tally: [],
    weights: [],
  };
  for (const [name, tensor] of Object.entries(tensors)) {
    if (name.startsWith(SLOT)) found.slots.push([name.slice(SLOT.length), tensor]);
    else if (name.startsWith(LEARNING)) found.learning.push([name.slice(LEARNING.length), tensor]);
    else if (name.startsWith(MARKED)) found.marked.push([name.slice(MARKED.length), tensor]);
    else if (name.startsWith(TALLY)) found.tally.push([name.slice(TALLY.length), tensor]);
    else found.weights.push([name.startsWith(WEIGHT) ? name.slice(WEIGHT.length) : name, tensor]);
  }
  const { slots, learning, marked, tally, weights } = found;
  return {
    ...{ slots: Object.fromEntries(slots), learning: Object.fromEntries(learning) },
    ...{ marked: Object.fromEntries(marked), tally: Object.fromEntries(tally), weights: Object.fromEntries(weights) },
  };
}

function parse<T extends object>(name: string, text: string): T {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`its ${name} must be JSON: got ${(cause as Error).message}`, { cause });
  }
  if (typeof read === "object" && read !== null && !Array.isArray(read)) return read as T;
  throw new SyntaxError(`its ${name} must be an object: got ${text.slice(0, 40)}`);
}
