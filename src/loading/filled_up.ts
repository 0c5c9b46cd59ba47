/** Samples of which one has more numbers than another, as those of a batch: all as long as the longest. */
import type { Field, RaggedField, Sample } from "../source.ts";
import { isArray } from "./layout.ts";

/**
 * Whether something in a sample may be longer in another one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isRagged } from "./filled_up.ts";
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
 * import { filledUp } from "./filled_up.ts";
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
