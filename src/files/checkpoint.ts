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

/**
 * Writes a checkpoint, whole or not at all, over one of the same name.
 *
 * @param path The file, such as `work_dirs/cifar/epoch_1.safetensors`. Its folder must exist.
 * @param snapshot What to write.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
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
  const named = Object.fromEntries(Object.entries(slots).map(([name, slot]) => [SLOT + name, slot]));
  const metadata = {
    ...{ format: "raptor 1", model, optimizer, progress: JSON.stringify(progress) },
    ...same && { same: JSON.stringify(same) },
    ...settings && { settings: JSON.stringify(settings) },
  };
  await replaceFile(path, (file) => writeSafetensors(file, { tensors: { ...weights, ...named }, metadata }));
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
 * import { loadCheckpoint } from "./checkpoint.ts";
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
  const weights: Record<string, HostTensor> = {}, slots: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    if (name.startsWith(SLOT)) slots[name.slice(SLOT.length)] = tensor;
    else weights[name] = tensor;
  }
  const progress = JSON.parse(metadata.progress) as Progress;
  const same = metadata.same === undefined ? {} : { same: JSON.parse(metadata.same) as Record<string, string> };
  // Checkpoints of before the settings have none.
  const settings = metadata.settings === undefined ? {} : { settings: JSON.parse(metadata.settings) as Settings };
  const names = { model: metadata.model ?? "", optimizer: metadata.optimizer ?? "" };
  return { ...names, weights, ...same, slots, progress, ...settings };
}

/**
 * Names a checkpoint as the one that a resumed run takes.
 *
 * @param path The checkpoint's file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lastCheckpoint, markLastCheckpoint } from "./checkpoint.ts";
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
 * import { lastCheckpoint, markLastCheckpoint } from "./checkpoint.ts";
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
