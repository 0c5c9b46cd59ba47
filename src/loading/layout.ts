/** How the fields of samples lie in the memory of a batch: field after field, in each of them sample after sample. */
import type { Field, RaggedField, Sample } from "../source.ts";

/** A field of every sample of a batch. */
export interface Row {
  /** Where it stands in a sample, such as `["x"]` or `["y", "boxes"]`. */
  readonly path: readonly string[];
  /** What its numbers are. */
  readonly dtype: "float32" | "int32" | "bool" | "uint8" | "string";
  /** The length of each axis, in one sample. */
  readonly shape: readonly number[];
}

/** A value of one sample, and where it stands. */
export interface Leaf extends Row {
  readonly value: Exclude<Field, Readonly<Record<string, Field>>>;
}

/** Between two fields, as the cutter writes up to so many bytes too far. */
const GAP = 16;

/**
 * The values of a sample in a fixed order: by the order of their names in records.
 *
 * @param labels Whether a number at `y`, or at its `target`, is a class; it is then int32, as any other number is float32.
 * @throws {TypeError} If there is something else than numbers, texts, arrays of the host and records of these.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { leavesOf } from "./layout.ts";
 *
 * const leaves = leavesOf({ x: { age: 40, name: "Ada" }, y: 1 }, true);
 * assertEquals(leaves.map(({ path, dtype }) => [path.join("."), dtype]), [
 *   ["x.age", "float32"],
 *   ["x.name", "string"],
 *   ["y", "int32"],
 * ]);
 * ```
 */
export function leavesOf({ x, y }: Sample, labels: boolean): Leaf[] {
  const leaves: Leaf[] = [];
  walk(x, ["x"], false, leaves);
  walk(y, ["y"], labels, leaves);
  return leaves;
}

/** Whether a number at this place is a class where targets are classes: the target, or that of a sample with a weight. */
export function isLabelAt(path: readonly string[]): boolean {
  return path[0] === "y" && (path.length === 1 || path.length === 2 && path[1] === "target");
}

function walk(value: unknown, path: readonly string[], label: boolean, leaves: Leaf[]): void {
  if (typeof value === "number") {
    leaves.push({ path, dtype: label && isLabelAt(path) ? "int32" : "float32", shape: [], value });
  } else if (typeof value === "string") {
    leaves.push({ path, dtype: "string", shape: [], value });
  } else if (isArray(value)) {
    leaves.push({ path, dtype: value.dtype, shape: value.shape, value });
  } else if (value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    for (const [name, inner] of Object.entries(value)) walk(inner, [...path, name], label, leaves);
  } else {
    const got = value === null
      ? "null"
      : typeof value === "object"
      ? value.constructor?.name ?? "object"
      : typeof value;
    throw new TypeError(
      `Cannot put samples into a batch as ${path.join(".")} must be a number, a text, an array of the host ` +
        `({ dtype, shape, data }) or a record of these: got ${got}. Turn it into one in the source or a transform.`,
    );
  }
}

/** An array on the host, of bytes or of numbers. */
export type HostArray = Extract<Leaf["value"], { readonly data: unknown }>;

/** Whether a value is an array on the host. */
export function isArray(value: unknown): value is HostArray {
  return typeof value === "object" && value !== null && "dtype" in value && "shape" in value && "data" in value;
}

/** The numbers of one sample of a field. */
export function countOf({ shape }: Row): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** The bytes of one of its numbers; texts are not kept in memory that threads share. */
export function widthOf({ dtype }: Row): number {
  return dtype === "uint8" || dtype === "bool" ? 1 : dtype === "string" ? 0 : 4;
}

/**
 * Where each field begins in a batch of so many samples, and the bytes of all.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { placesOf } from "./layout.ts";
 *
 * const rows = [{ path: ["y"], dtype: "int32", shape: [] }, { path: ["x"], dtype: "uint8", shape: [2, 2, 3] }] as const;
 * assertEquals(placesOf(rows, 4), { at: [0, 32], bytes: 96 });
 * ```
 */
export function placesOf(
  rows: readonly Row[],
  size: number,
): { readonly at: readonly number[]; readonly bytes: number } {
  const at: number[] = [];
  let bytes = 0;
  for (const row of rows) {
    at.push(bytes);
    bytes += Math.ceil(countOf(row) * widthOf(row) * size / 16) * 16 + GAP;
  }
  return { at, bytes };
}

/** Whether samples of both kinds can be in one batch. */
export function isSame(row: Row, other: Row): boolean {
  return row.dtype === other.dtype && row.shape.length === other.shape.length &&
    row.path.length === other.path.length && row.path.every((name, i) => name === other.path[i]) &&
    row.shape.every((side, i) => side === other.shape[i]);
}

/**
 * Whether something in a sample may be longer in another one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isRagged } from "./layout.ts";
 *
 * const data = Float32Array.of(1, 2);
 * assertEquals(isRagged({ x: 1, y: { tokens: { dtype: "float32", shape: [2], data } } }), false);
 * assertEquals(isRagged({ x: 1, y: { tokens: { dtype: "float32", shape: [2], data, fill: 0 } } }), true);
 * ```
 */
export function isRagged({ x, y }: Sample): boolean {
  return holdsRagged(x) || holdsRagged(y);
}

function holdsRagged(field: Field): boolean {
  if (typeof field !== "object" || field === null) return false;
  return isArray(field) ? isFilled(field) : Object.values(field).some(holdsRagged);
}

function isFilled(field: Field | undefined): field is RaggedField {
  return isArray(field) && "fill" in field && field.shape.length > 0;
}

/**
 * The same samples, each of their ragged fields as long as the longest of them. What is not the same field in all is left as it
 * is, for whoever puts them into a batch to refuse.
 *
 * @param samples Those of a batch.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { filledUp } from "./layout.ts";
 *
 * const tokens = (...data: number[]) => ({ dtype: "int32", shape: [data.length], data: Int32Array.from(data), fill: -1 } as const);
 * const [long, short] = filledUp([{ x: tokens(5, 6, 7), y: 0 }, { x: tokens(8), y: 1 }]);
 * assertEquals(short, { x: { dtype: "int32", shape: [3], data: Int32Array.of(8, -1, -1) }, y: 1 });
 * assertEquals(long?.x, { dtype: "int32", shape: [3], data: Int32Array.of(5, 6, 7) });
 * ```
 */
export function filledUp(samples: readonly Sample[]): Sample[] {
  const xs = filledFields(samples.map(({ x }) => x)), ys = filledFields(samples.map(({ y }) => y));
  return samples.map((_, i) => ({ x: xs[i]!, y: ys[i]! }));
}

function filledFields(fields: readonly Field[]): readonly Field[] {
  const [first] = fields;
  if (isFilled(first)) {
    if (!fields.every(isFilled)) return fields;
    const { multiple = 1, lengths = [] } = first, longest = Math.max(1, ...fields.map(({ shape }) => shape[0]!));
    const length = lengths.find((one) => one >= longest) ?? Math.ceil(longest / multiple) * multiple;
    return fields.map((field) => filled(field, length));
  }
  if (typeof first !== "object" || isArray(first) || first === null) return fields;
  const names = Object.keys(first), list = String(names);
  if (!fields.every((field) => typeof field === "object" && field !== null && String(Object.keys(field)) === list)) {
    return fields;
  }
  const columns = names.map((name) => filledFields(fields.map((field) => (field as typeof first)[name]!)));
  return fields.map((_, i) => Object.fromEntries(names.map((name, j) => [name, columns[j]![i]!])));
}

function filled({ dtype, shape: [, ...others], data, fill }: RaggedField, length: number): Field {
  const size = others.reduce((product, side) => product * side, length);
  const all = new (data.constructor as Float32ArrayConstructor)(size).fill(fill);
  all.set(data);
  return { dtype, shape: [length, ...others], data: all as Float32Array };
}
