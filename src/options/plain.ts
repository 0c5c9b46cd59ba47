/** Anything that a part is made of, as plain data: short, frozen, and the same after JSON. */
import type { Plain, Settings } from "../settings.ts";

/** An array of more numbers than this is data, and told by its shape. */
const FEW = 64;

/**
 * The plain form of a value.
 *
 * A part is `{ name, ...settings }`; a function without settings its name; a tensor or an array of data its type and shape,
 * such as `"float32 [60000, 784]"`; a number that is not finite a string, such as `"Infinity"`. What is undefined is left
 * out of records.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { plain } from "./plain.ts";
 *
 * const given = { lr: 0.1, keep: Infinity, best: undefined, x: new Float32Array(100) };
 * assertEquals(plain(given), { lr: 0.1, keep: "Infinity", x: "Float32Array [100]" });
 * ```
 */
export function plain(value: unknown): Plain {
  return toPlain(value, []);
}

/**
 * As {@linkcode plain}, of values by name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { plainRecord } from "./plain.ts";
 *
 * assertEquals(plainRecord({ rate: 0.5, seed: undefined }), { rate: 0.5 });
 * ```
 */
export function plainRecord(values: Readonly<Record<string, unknown>>): Settings {
  return recordOf(values, [values]);
}

function toPlain(value: unknown, around: readonly unknown[]): Plain {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || typeof value === "string") return value;
  // JSON knows no -0.
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : String(value);
  if (typeof value === "bigint" || typeof value === "symbol") return String(value);
  if (around.includes(value)) return "circular";
  return objectToPlain(value, [...around, value]);
}

function objectToPlain(value: object, around: readonly unknown[]): Plain {
  const { name, settings, dtype, shape } = value as Readonly<Record<string, unknown>>;
  if (typeof dtype === "string" && Array.isArray(shape)) return `${dtype} [${shape.join(", ")}]`;
  if (typeof settings === "object" && settings !== null) {
    return Object.freeze({ name: String(name), ...recordOf(settings, around) });
  }
  if (typeof value === "function") return value.name || "a function";
  if (ArrayBuffer.isView(value)) {
    return `${value.constructor.name} [${(value as Uint8Array).length ?? value.byteLength}]`;
  }
  if (Array.isArray(value)) {
    const sides = sidesOf(value);
    if (sides.reduce((product, side) => product * side, 1) > FEW) return `array [${sides.join(", ")}]`;
    return Object.freeze(value.map((item) => toPlain(item, around)));
  }
  if (value instanceof URL) return value.href;
  // A part that says nothing of itself.
  if (typeof name === "string" && Object.values(value).some((field) => typeof field === "function")) {
    return Object.freeze({ name });
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return prototype.constructor.name;
  return recordOf(value, around);
}

function recordOf(values: object, around: readonly unknown[]): Settings {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.freeze(Object.fromEntries(given.map(([name, value]) => [name, toPlain(value, around)])));
}

/** The lengths of arrays in arrays, as the first ones have them. */
function sidesOf(array: readonly unknown[], depth = 0): number[] {
  const [first] = array;
  return [array.length, ...Array.isArray(first) && depth < 8 ? sidesOf(first, depth + 1) : []];
}
