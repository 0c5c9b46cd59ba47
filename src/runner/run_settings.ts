/** What a run is made of, as plain data: written beside its log, into its checkpoints, and said at its start. */
import { join } from "node:path";
import { replaceFile } from "../files/atomic.ts";
import type { Newest } from "../files/newest_checkpoint.ts";
import { plainRecord } from "../options/plain.ts";
import { VERSION } from "../record/version.ts";
import type { Settings } from "../settings.ts";

/** The parts of a run; those that do not tell their settings are there by name. */
export interface RunParts {
  /** Of `.model()`. */
  readonly model?: unknown;
  /** Of `.data()`. */
  readonly data?: unknown;
  /** Of `.loss()`, or the dataset's own. */
  readonly loss?: unknown;
  /** Of `.step()`. */
  readonly step?: unknown;
  /** Of `.optimizer()`. */
  readonly optimizer: unknown;
  /** Of `.evaluator()`. */
  readonly metrics: readonly unknown[];
  /** All that listen, in order; they do not change what is learnt, and are there by name alone. */
  readonly hooks: readonly { readonly name: string }[];
  /** Of `.engine()`. */
  readonly engine: unknown;
}

/** The call that a chain ends in. */
export interface Call {
  /** Its name. */
  readonly verb: "train" | "validate" | "test";
  /** Its options, defaults filled in; not where it goes on, as a run that is resumed is the same run. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What the log says where the run begins, and does not go on. Default nothing. */
  readonly notes?: readonly string[];
  /** The checkpoint whose weights it begins with, where it does not go on from another. */
  readonly loaded?: Newest | undefined;
}

/**
 * The settings of a run.
 *
 * @param parts What it is made of.
 * @param call What it does.
 * @param seed The seed it has, which is that of the checkpoint where it is resumed.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cpu, sgd } from "jsr:@raptor/raptor";
 * import { runSettings } from "./run_settings.ts";
 *
 * const parts = { metrics: [], hooks: [], optimizer: sgd({ lr: 0.1 }), engine: cpu() };
 * const settings = runSettings(parts, { verb: "train", options: { epochs: 5 } }, 7);
 * assertEquals([settings.engine, settings.train, settings.seed], [{ name: "cpu" }, { epochs: 5 }, 7]);
 * ```
 */
export function runSettings(parts: RunParts, { verb, options }: Call, seed: number): Settings {
  const { model, data, loss, step, optimizer, metrics, engine } = parts;
  const hooks = parts.hooks.map(({ name }) => name || "a function");
  const used = {
    model,
    data,
    ...verb === "train" && { loss: step === undefined ? loss : undefined, step, optimizer },
    metrics,
    hooks,
    engine,
  };
  return plainRecord({ ...used, [verb]: options, seed, raptor: VERSION });
}

/**
 * Whether a run is counted in steps, as far as its settings tell.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isInSteps } from "./run_settings.ts";
 *
 * assertEquals([{ train: { steps: 100 } }, { train: { epochs: 2 } }, undefined].map(isInSteps), [true, false, false]);
 * ```
 */
export function isInSteps(settings: Settings | undefined): boolean {
  const { train = null } = settings ?? {};
  return typeof train === "object" && train !== null && "steps" in train;
}

/**
 * Writes settings into the folder of a log, as `config.json`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { writeSettings } from "./run_settings.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await writeSettings(folder, { seed: 7 });
 * assertEquals(JSON.parse(await Deno.readTextFile(`${folder}/config.json`)), { seed: 7 });
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function writeSettings(logDir: string, settings: Settings): Promise<void> {
  const text = new TextEncoder().encode(JSON.stringify(settings, undefined, 2) + "\n");
  await replaceFile(join(logDir, "config.json"), async (file) => {
    for (let written = 0; written < text.length;) written += await file.write(text.subarray(written));
  });
}
