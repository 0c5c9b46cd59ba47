/** Samples that the user already holds, of any shape: the rows of arrays and tensors. */
import { given, settle } from "../options/settle.ts";
import type { HostTensor } from "../snapshot.ts";
import type { Field, Sample, Source } from "../source.ts";
import { checkLabels } from "../loading/labels.ts";
import { countExamples, type HostData, readHost } from "../tensors/host_data.ts";

/** An array, or several by the names of the fields that their rows become. */
export type RowsData = HostData | { readonly [field: string]: HostData };

/** Inputs and targets. */
export interface RowsOptions {
  /** The inputs; the first axis is the samples. */
  readonly x: RowsData;
  /** The targets, as many. */
  readonly y: RowsData;
  /** The names of the classes, or how many there are; the targets are then whole numbers in [0, classes). */
  readonly classes?: readonly string[] | number;
  /** What errors call the two. Default `x` and `y`. */
  readonly called?: readonly [x: string, y: string];
}

/**
 * The rows of two arrays, or of several: `x: { num, cat }` makes samples with these fields, and batches for a model of several
 * inputs. They are read and copied once, by `open`, and stay the caller's.
 *
 * @throws {TypeError} If lengths differ; from `open`, if something is no number.
 * @throws {RangeError} If there are no samples; from `open`, if a label names no class.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { rows } from "jsr:@raptor/raptor";
 *
 * const source = rows({ x: [[1, 2], [3, 4]], y: [0, 1], classes: 2 });
 * await source.open!();
 * assertEquals(await source.get(1), { x: { dtype: "float32", shape: [2], data: Float32Array.of(3, 4) }, y: 1 });
 * ```
 */
export function rows(options: RowsOptions): Source {
  const { x, y, classes, called = ["x", "y"] } = given(options);
  const settings = settle("rows", options, { x, y, classes, called });
  const size = countPairs(x, y, called);
  const count = typeof classes === "number" ? classes : classes?.length;
  let input: ((index: number) => Field) | undefined, target: (index: number) => Field;
  let labels: ArrayLike<number> = [];
  if (count !== undefined && isRecord(y)) {
    throw new TypeError(`Cannot use ${called[1]} as labels must be one array: got ${Object.keys(y).join(", ")}.`);
  }
  return Object.freeze({
    name: "rows",
    settings,
    size,
    ...typeof classes === "object" && { classes },
    get shape() {
      const first = input?.(0);
      return ArrayBuffer.isView((first as HostTensor | undefined)?.data) ? (first as HostTensor).shape : undefined;
    },
    async open() {
      if (input !== undefined) return;
      const inputs = await fieldsOf(x, called[0]);
      if (count === undefined) target = await fieldsOf(y, called[1]);
      else {
        const checked = labels = requireLabels(await readHost(y as HostData, called[1]), count, called[1]);
        target = (index) => checked[index]!;
      }
      input = inputs;
    },
    get(index: number): Sample {
      if (input === undefined) throw notOpen();
      return { x: input(index), y: target(index) };
    },
    ...count !== undefined && { labels: () => labels },
    title: (index: number) => `row ${index}`,
  });
}

function isRecord(data: RowsData): data is { readonly [field: string]: HostData } {
  const isObject = typeof data === "object" && data !== null;
  return isObject && Object.getPrototypeOf(data) === Object.prototype && !("dtype" in data);
}

async function fieldsOf(data: RowsData, name: string): Promise<(index: number) => Field> {
  if (!isRecord(data)) return rowsOf(await readHost(data, name));
  const fields = await Promise.all(
    Object.entries(data).map(async ([field, one]) => [field, rowsOf(await readHost(one, `${name}.${field}`))] as const),
  );
  return (index) => Object.fromEntries(fields.map(([field, row]) => [field, row(index)]));
}

/** How many rows there are, the same in all arrays of a record. */
function countRows(data: RowsData, name: string): number {
  if (!isRecord(data)) return countExamples(data, name);
  const counts = Object.entries(data).map(([field, one]) => [field, countExamples(one, `${name}.${field}`)] as const);
  const [first] = counts, other = counts.find(([, count]) => count !== first![1]);
  if (first === undefined) throw new TypeError(`Cannot use ${name} as it must hold an array: got none.`);
  if (other === undefined) return first[1];
  throw new TypeError(
    `Cannot use ${name} as its arrays must have as many rows: got ${first[1]} of ${first[0]} and ${other[1]} of ${
      other[0]
    }.`,
  );
}

function countPairs(x: RowsData, y: RowsData, [xName, yName]: readonly [string, string]): number {
  const size = countRows(x, xName), targets = countRows(y, yName);
  if (size !== targets) {
    throw new TypeError(
      `Cannot pair ${xName} with ${yName} as there must be one target for each input: got ${size} and ${targets}. ` +
        "The first axis counts the examples.",
    );
  }
  if (size > 0) return size;
  throw new RangeError(`Cannot use ${xName} as there must be at least one example: got none. Give it some data.`);
}

function requireLabels({ shape, data }: HostTensor, classes: number, name: string): ArrayLike<number> {
  if (shape.length !== 1) {
    throw new TypeError(
      `Cannot use ${name} as labels must have the shape [n]: got [${shape}]. Turn one-hot rows into class numbers.`,
    );
  }
  checkLabels(data, classes, name);
  return data;
}

/** What hands out one row after the other. */
function rowsOf({ dtype, shape: [, ...shape], data }: HostTensor): (index: number) => HostTensor {
  const size = shape.reduce((product, side) => product * side, 1);
  return (index) => ({ dtype, shape, data: data.subarray(index * size, (index + 1) * size) });
}

function notOpen(): Error {
  return new Error("Cannot read rows as their source must be open first: got nothing. Call await open() before.");
}
