/**
 * Checkpoints: one safetensors file each, with the weights, the optimizer's slots and, as JSON in its header, the
 * progress of the run and what it was made of. The file `last_checkpoint` beside them names the newest. Loading one runs no code.
 */
import { basename, dirname, join } from "node:path";
import type { Settings } from "../settings.ts";
import type { HostTensor, Progress, Snapshot } from "../snapshot.ts";
import { replaceFile } from "./atomic.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";

const LAST = "last_checkpoint";
const SLOT = "optimizer:";
/** Before a weight's name that would be read as something else. */
const WEIGHT = "weight:";
const MISREAD = /^(optimizer:|weight:|__metadata__$)/;

/**
 * Writes a checkpoint, whole or not at all, over one of the same name.
 *
 * @param path The file, such as `work_dirs/cifar/epoch_1.safetensors`. Its folder must exist.
 * @param snapshot What to write.
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
export async function saveCheckpoint(path: string, snapshot: Snapshot): Promise<void> {
  const { model, optimizer, weights, same, slots, progress, settings } = snapshot;
  const tensors = Object.fromEntries([
    ...Object.entries(weights).map(([name, weight]) => [MISREAD.test(name) ? WEIGHT + name : name, weight]),
    ...Object.entries(slots).map(([name, slot]) => [SLOT + name, slot]),
  ]);
  const metadata = {
    ...{ format: "raptor 1", model, optimizer, progress: JSON.stringify(progress) },
    ...same && { same: JSON.stringify(same) },
    ...settings && { settings: JSON.stringify(settings) },
  };
  await replaceFile(path, (file) => writeSafetensors(file, { tensors, metadata }));
}

/**
 * Reads a checkpoint.
 *
 * @param path The file.
 * @throws {SyntaxError} If it is cut short or no checkpoint of Raptor.
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
export async function loadCheckpoint(path: string): Promise<Snapshot> {
  const { tensors, metadata } = await readSafetensors(path);
  if (metadata.format !== "raptor 1" || metadata.progress === undefined) {
    throw new SyntaxError(
      `Cannot load the checkpoint ${path} as its format must be raptor 1: got ${metadata.format ?? "no format"}. ` +
        "Weights of other tools can be set one by one through model.params.",
    );
  }
  const entries = Object.entries(tensors), isSlot = ([name]: [string, HostTensor]) => name.startsWith(SLOT);
  const without = (prefix: string) => ([name, tensor]: [string, HostTensor]): [string, HostTensor] => [
    name.startsWith(prefix) ? name.slice(prefix.length) : name,
    tensor,
  ];
  const slots = Object.fromEntries(entries.filter(isSlot).map(without(SLOT)));
  const weights = Object.fromEntries(entries.filter((entry) => !isSlot(entry)).map(without(WEIGHT)));
  const progress = parse(path, "progress", metadata.progress) as Progress;
  const same = metadata.same === undefined
    ? {}
    : { same: parse(path, "same", metadata.same) as Record<string, string> };
  // Checkpoints of before the settings have none.
  const settings = metadata.settings === undefined
    ? {}
    : { settings: parse(path, "settings", metadata.settings) as Settings };
  const names = { model: metadata.model ?? "", optimizer: metadata.optimizer ?? "" };
  return { ...names, weights, ...same, slots, progress, ...settings };
}

function parse(path: string, what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot load the checkpoint ${path} as its ${what} must be JSON: got ${(cause as Error).message}. ` +
        "Take an older checkpoint.",
      { cause },
    );
  }
}

/**
 * Names a checkpoint as the one that a resumed run takes.
 *
 * @param path The checkpoint's file.
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
export async function markLastCheckpoint(path: string): Promise<void> {
  await replaceFile(join(dirname(path), LAST), async (file) => {
    await file.write(new TextEncoder().encode(basename(path)));
  });
}

/**
 * The newest checkpoint of a work directory.
 *
 * @param workDir The work directory.
 * @returns The path of its file; undefined where there is none yet.
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
export async function lastCheckpoint(workDir: string): Promise<string | undefined> {
  try {
    return join(workDir, (await Deno.readTextFile(join(workDir, LAST))).trim());
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
