/** The forms of numbers and settings in the log: numbers as MMEngine has them, settings in the words of the program that made the parts. */
import type { Plain, Settings } from "../settings.ts";

/**
 * A number with four decimals, or as many as are asked for.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fixed } from "./format.ts";
 *
 * assertEquals(fixed(35.7), "35.7000");
 * ```
 */
export function fixed(value: number, digits = 4): string {
  return value.toFixed(digits);
}

/**
 * A number with four decimals, or as many as are asked for, and a two-digit exponent, as learning rates are written.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scientific } from "./format.ts";
 *
 * assertEquals(scientific(0.001), "1.0000e-03");
 * ```
 */
export function scientific(value: number, digits = 4): string {
  return value.toExponential(digits).replace(/e([+-])(\d)$/, "e$10$2");
}

/**
 * A time span as `H:MM:SS`, with days before it when there are any.
 *
 * @param seconds Rounded down.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { duration } from "./format.ts";
 *
 * assertEquals(duration(1103.9), "0:18:23");
 * assertEquals(duration(90061), "1 day, 1:01:01");
 * ```
 */
export function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const days = Math.floor(whole / 86400);
  const clock = `${Math.floor(whole % 86400 / 3600)}:${two(whole % 3600 / 60)}:${two(whole % 60)}`;
  return days === 0 ? clock : `${days} day${days === 1 ? "" : "s"}, ${clock}`;
}

/**
 * A moment as `YYYY/MM/DD HH:MM:SS` in local time.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stamp } from "./format.ts";
 *
 * assertEquals(stamp(new Date(2022, 7, 22, 15, 51, 53)), "2022/08/22 15:51:53");
 * ```
 */
export function stamp(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}/${two(date.getMonth() + 1)}/${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/**
 * One line for each setting, names and values aligned; a part stands as the call that makes it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { settingsLines } from "./format.ts";
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
