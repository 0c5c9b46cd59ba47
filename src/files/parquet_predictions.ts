/** Predictions as columns of Parquet: a number a sample, or a list of numbers, whose shape is told beside. */
import type { HostTensor } from "../snapshot.ts";
import { replaceFile } from "./atomic.ts";
import { samplesOf } from "./samples_of.ts";
import { onDemand } from "../on_demand.ts";

type Batches = readonly Readonly<Record<string, HostTensor>>[];

/** What a file says of a field beside its numbers, under this key: their type, and their shape in each batch. */
const KEY = "raptor";

/** Of a field. */
interface Told {
  readonly dtype: HostTensor["dtype"];
  readonly shapes: readonly (readonly number[])[];
}

const TYPES = { float32: "FLOAT", int32: "INT32", bool: "BOOLEAN" } as const;

/**
 * Writes one row a sample: the number of its batch, from 1, and its fields. What is more than a number is a list of all its
 * numbers, the last axis running fastest.
 *
 * @param path The file.
 * @param batches All with the same fields.
 *
 * @example See `writePredictions`.
 */
export async function writeColumns(path: string, batches: Batches): Promise<void> {
  // Heavy, and rarely needed.
  const { parquetWriteBuffer } = await onDemand<typeof import("npm:hyparquet-writer@0.17.0")>(
    "npm:hyparquet-writer@0.17.0",
  );
  const sizes = batches.map(samplesOf);
  const names = Object.keys(batches[0] ?? {});
  const columns = names.map((name) => {
    const tensors = batches.map((batch) => batch[name]!), isFlat = tensors.every(({ shape }) => shape.length === 1);
    const { dtype } = tensors[0]!, type = TYPES[dtype];
    const value = (x: number) => dtype === "bool" ? x !== 0 : x;
    const data = tensors.flatMap(({ shape, data }) => {
      const each = shape.slice(1).reduce((all, size) => all * size, 1);
      return Array.from(
        { length: shape[0]! },
        (_, row) => isFlat ? value(data[row]!) : Array.from(data.subarray(row * each, (row + 1) * each), value),
      );
    });
    const schema = isFlat ? [{ name, type, repetition_type: "REQUIRED" as const }] : [
      { name, repetition_type: "REQUIRED" as const, converted_type: "LIST" as const, num_children: 1 },
      { name: "list", repetition_type: "REPEATED" as const, num_children: 1 },
      { name: "element", type, repetition_type: "REQUIRED" as const },
    ];
    return { name, data, schema, told: { dtype, shapes: tensors.map(({ shape }) => shape) } satisfies Told };
  });
  const batchNumbers = sizes.flatMap((size, i) => Array(size).fill(i + 1));
  const buffer = parquetWriteBuffer({
    schema: [
      { name: "root", num_children: 1 + columns.length },
      { name: "batch", type: "INT32", repetition_type: "REQUIRED" },
      ...columns.flatMap(({ schema }) => schema),
    ],
    columnData: [{ name: "batch", data: batchNumbers }, ...columns.map(({ name, data }) => ({ name, data }))],
    kvMetadata: [{
      key: KEY,
      value: JSON.stringify(Object.fromEntries(columns.map(({ name, told }) => [name, told]))),
    }],
  });
  const bytes = new Uint8Array(buffer);
  await replaceFile(path, async (file) => {
    for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
  });
}

/**
 * Reads what `writeColumns` has written.
 *
 * @param path The file.
 * @throws {SyntaxError} If it is no Parquet, or does not tell the shapes of its batches.
 *
 * @example See `writePredictions`.
 */
export async function readColumns(path: string): Promise<Record<string, HostTensor>[]> {
  const { parquetMetadata, parquetReadObjects } = await onDemand<typeof import("npm:hyparquet@1.31.5")>(
    "npm:hyparquet@1.31.5",
  );
  const bytes = await Deno.readFile(path), file = bytes.buffer;
  const refuse = (got: string) =>
    new SyntaxError(`Cannot read predictions from ${path} as it must be Parquet that dump() has written: got ${got}.`);
  let told: Readonly<Record<string, Told>>, rows: Record<string, unknown>[];
  try {
    const text = parquetMetadata(file).key_value_metadata?.find(({ key }) => key === KEY)?.value;
    told = JSON.parse(text ?? "null");
    rows = await parquetReadObjects({ file });
  } catch (error) {
    throw refuse((error as Error).message);
  }
  if (told === null) throw refuse("no word of its fields");
  const batches = Object.values(told)[0]?.shapes.length ?? 0;
  let from = 0;
  return Array.from({ length: batches }, (_, i) => {
    const size = Object.values(told)[0]!.shapes[i]![0]!, own = rows.slice(from, from += size);
    return Object.fromEntries(
      Object.entries(told).map(([name, { dtype, shapes }]) => {
        const shape = shapes[i]!, numbers = own.flatMap((row) => row[name] as number | number[]).map(Number);
        if (numbers.length !== shape.reduce((all, each) => all * each, 1)) {
          throw refuse(`${numbers.length} numbers for [${shape}]`);
        }
        const Numbers = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[dtype];
        return [name, { dtype, shape, data: Numbers.from(numbers) }];
      }),
    );
  });
}
