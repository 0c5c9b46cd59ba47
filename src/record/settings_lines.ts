/** Settings as lines that people read: in the words of the program that made the parts. */
import type { Plain, Settings } from "../settings.ts";

/**
 * One line for each setting, names and values aligned; a part stands as the call that makes it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { settingsLines } from "./settings_lines.ts";
 *
 * const lines = settingsLines({ optimizer: { name: "sgd", lr: 0.1, nesterov: false }, metrics: [{ name: "accuracy" }], seed: 0 });
 * assertEquals(lines, ["optimizer: sgd({ lr: 0.1, nesterov: false })", "metrics:   [accuracy()]", "seed:      0"]);
 * ```
 */
export function settingsLines(settings: Settings): string[] {
  const width = Math.max(0, ...Object.keys(settings).map((name) => name.length)) + 1;
  return Object.entries(settings).map(([name, value]) => `${`${name}:`.padEnd(width)} ${text(value)}`);
}

function text(value: Plain): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (isList(value)) return `[${value.map(text).join(", ")}]`;
  const { name, ...rest } = value;
  if (typeof name !== "string") return record(value);
  return `${name}(${Object.keys(rest).length === 0 ? "" : record(rest)})`;
}

function isList(value: object): value is readonly Plain[] {
  return Array.isArray(value);
}

function record(values: Settings): string {
  return `{ ${Object.entries(values).map(([name, value]) => `${name}: ${text(value)}`).join(", ")} }`;
}
