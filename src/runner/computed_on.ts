/** What a run is computed on, as far as the last digits of its numbers depend on it: written down, and wished for again. */
import type { EngineInfo, Wish } from "../engine.ts";
import { isRecord } from "../options/is_record.ts";
import type { Plain, Settings } from "../settings.ts";

const NAME = "machine";

/**
 * Settings with what they are computed on.
 *
 * @param settings Of a run.
 * @param engine What the open engine tells.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { withComputer, wishOf } from "./computed_on.ts";
 *
 * const engine = { name: "native", backend: "tensorflow", version: "2.21.0", device: "cpu", threads: 2, threadsMatter: true };
 * assertEquals(wishOf(withComputer({ seed: 0 }, engine)), { threads: 2 });
 * ```
 */
export function withComputer(settings: Settings, engine: EngineInfo): Settings {
  return Object.freeze({ ...settings, [NAME]: computer(engine) });
}

function computer({ name, version, device, threads, threadsMatter = false }: EngineInfo): Settings {
  return Object.freeze({ engine: name, version, device, ...threadsMatter && threads !== undefined && { threads } });
}

/** What an engine is asked for, so that a run computes as that of these settings. */
export function wishOf(settings: Settings | undefined): Wish {
  const { threads } = recordOf(settings?.[NAME]);
  return typeof threads === "number" && Number.isSafeInteger(threads) && threads >= 1 ? { threads } : {};
}

/**
 * The line that says that a run which goes on computes on something else.
 *
 * @param settings Of the run so far.
 * @param engine What it goes on with.
 * @returns Undefined where it is the same, as far as is known.
 */
export function changedComputer(settings: Settings | undefined, engine: EngineInfo): string | undefined {
  const before = recordOf(settings?.[NAME]), now: Settings = computer(engine);
  if (before.engine === undefined) return;
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  if (names.every((name) => before[name] === now[name])) return;
  return `The run goes on with ${said(now)}, where it had ${
    said(before)
  }: its numbers may differ in their last digits ` +
    "from those of a run that was not interrupted.";
}

function said({ engine, version, device, threads }: Settings): string {
  const number = threads === undefined ? "" : ` and ${threads} thread${threads === 1 ? "" : "s"}`;
  return `${engine} (${version}) on ${device}${number}`;
}

function recordOf(value: Plain | undefined): Settings {
  return isRecord(value) ? value as Settings : {};
}
