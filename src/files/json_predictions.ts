/** Predictions as lines of JSON, one a sample: numbers with a point are float32, those without int32. */
import type { HostTensor } from "../snapshot.ts";
import { replaceFile } from "./atomic.ts";
import { samplesOf } from "./samples_of.ts";
import { visible } from "../terminal/visible.ts";

type Batch = Readonly<Record<string, HostTensor>>;
type Batches = Iterable<Batch> | AsyncIterable<Batch>;

/** Samples that are written, or whose values are turned, at once. */
const TOGETHER = 1000;

/**
 * Writes one line a sample: the number of its batch, from 1, and its fields as nested arrays. What is not finite is a string.
 *
 * @param path The file.
 * @param batches All with the same fields.
 *
 * @example See `writePredictions`.
 */
export async function writeRows(path: string, batches: Batches): Promise<void> {
  const encoder = new TextEncoder();
  await replaceFile(path, async (file) => {
    let lines: string[] = [];
    const flush = async () => {
      const bytes = encoder.encode(lines.join(""));
      for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
      lines = [];
    };
    let number = 0;
    for await (const batch of batches) {
      number++;
      const fields = Object.entries(batch), size = samplesOf(batch);
      for (let row = 0; row < size; row++) {
        const texts = fields.map(([name, tensor]) => `,${JSON.stringify(name)}:${textOf(tensor, row)}`);
        lines.push(`{"batch":${number}${texts.join("")}}\n`);
        if (lines.length >= TOGETHER) await flush();
      }
    }
    await flush();
  });
}

function textOf({ dtype, shape, data }: HostTensor, row: number): string {
  const sizes = shape.slice(1), size = sizes.reduce((all, each) => all * each, 1);
  const number = (value: number) => {
    if (dtype === "bool") return String(value !== 0);
    if (!Number.isFinite(value)) return `"${value}"`;
    const text = Object.is(value, -0) ? "-0" : String(value);
    return dtype === "float32" && /^-?\d+$/.test(text) ? `${text}.0` : text;
  };
  const nest = (from: number, axis: number, size: number): string => {
    if (axis === sizes.length) return number(data[from]!);
    const part = size / sizes[axis]!;
    return `[${Array.from({ length: sizes[axis]! }, (_, i) => nest(from + i * part, axis + 1, part)).join(",")}]`;
  };
  return nest(row * size, 0, size);
}

/** A number of a line that has a point or an exponent. */
class Real {
  constructor(readonly value: number) {}
}

/**
 * Reads what `writeRows` has written.
 *
 * @param path The file.
 * @throws {SyntaxError} If a line is not the sample of a batch, or not of the form of those before it.
 *
 * @example See `writePredictions`.
 */
export async function readRows(path: string): Promise<Record<string, HostTensor>[]> {
  const lines = (await Deno.readTextFile(path)).split("\n").filter((line) => line !== "");
  const batches: Record<string, unknown[]>[] = [];
  let last: unknown;
  for (const [i, line] of lines.entries()) {
    const { batch, ...fields } = parse(line, path, i);
    if (batches.length === 0 || batch !== last) {
      batches.push(Object.fromEntries(Object.keys(fields).map((n) => [n, []])));
    }
    last = batch;
    const own = batches.at(-1)!;
    for (const name of new Set([...Object.keys(own), ...Object.keys(fields)])) {
      if (own[name] === undefined || fields[name] === undefined) throw wrong(path, i, `another ${name} than before`);
      own[name].push(fields[name]);
    }
  }
  const isReal = (name: string) => batches.some((batch) => batch[name]?.flat(Infinity).some(isFloat));
  const names = Object.keys(batches[0] ?? {}), real = new Map(names.map((name) => [name, isReal(name)]));
  return batches.map((batch) =>
    Object.fromEntries(Object.entries(batch).map(([name, rows]) => [name, tensorOf(rows, real.get(name)!, path, name)]))
  );
}

/** Text of a number that is not finite is that of a float32. */
function isFloat(value: unknown): boolean {
  return value instanceof Real || typeof value === "string";
}

function parse(line: string, path: string, i: number): Record<string, unknown> {
  const told = (_: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" && /[.eE]/.test(context?.source ?? "") ? new Real(value) : value;
  let row: unknown;
  try {
    row = JSON.parse(line, told as never);
  } catch (error) {
    throw wrong(path, i, (error as Error).message);
  }
  if (typeof row !== "object" || row === null || !("batch" in row)) throw wrong(path, i, "no batch");
  return row as Record<string, unknown>;
}

function tensorOf(rows: readonly unknown[], isReal: boolean, path: string, name: string): HostTensor {
  const shape: number[] = [];
  for (let at: unknown = rows; Array.isArray(at); at = at[0]) shape.push(at.length);
  const flat = rows.flat(Infinity) as unknown[];
  if (flat.length !== shape.reduce((all, size) => all * size, 1)) {
    throw new SyntaxError(
      `Cannot read predictions from ${path} as the rows of a batch must be alike: got others in ${name}.`,
    );
  }
  if (flat.length > 0 && flat.every((value) => typeof value === "boolean")) {
    return { dtype: "bool", shape, data: Uint8Array.from(flat, Number) };
  }
  const numbers = flat.map((value) => value instanceof Real ? value.value : Number(value));
  return isReal
    ? { dtype: "float32", shape, data: Float32Array.from(numbers) }
    : { dtype: "int32", shape, data: Int32Array.from(numbers) };
}

function wrong(path: string, i: number, got: string): SyntaxError {
  return new SyntaxError(
    `Cannot read predictions from ${path} as each line must be a sample of a batch: got ${visible(got)} in line ${
      i + 1
    }.`,
  );
}
