/** A transform of sequences: they become as long as others, and say how long they were. */
import { asPart, given, requireEach, requireRange, settle } from "../options/settle.ts";
import type { HostTensor } from "../snapshot.ts";
import type { RaggedField, Sample } from "../source.ts";
import type { Transform } from "../transform.ts";

/** How long sequences become. */
export interface PadToOptions {
  /**
   * Places that they have then; or several numbers that rise, of which a batch has the least that holds its longest sample, as of
   * {@linkcode bucketed}. What is longer than the last is cut at its end. Default as long as the longest of the batch, and nothing is cut.
   */
  readonly length?: number | readonly number[];
  /** Where `length` is left out: the places of a batch are a multiple of this, so that batches differ in few shapes. Default 1. */
  readonly multiple?: number;
  /** What is put behind a sequence. Default 0. */
  readonly value?: number;
  /**
   * Also makes the target, a sequence as well, as long: by this number, such as the `ignoreIndex` of {@linkcode crossEntropy}. Default the
   * target stays.
   */
  readonly targetValue?: number;
}

/**
 * Makes the input of each sample, [places] or [places, ...], as long as it is told, and puts how many places there were beside it: x becomes
 * `{ tokens, length }`. So a network can leave out what is padding. What depends on the other samples is padded when they are put into a batch.
 *
 * @throws {RangeError} If a number is out of range, or the lengths do not rise.
 * @throws {TypeError} Of a sample, if what is padded is no array.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dataset, padTo } from "jsr:@raptor/raptor";
 *
 * const tokens = (count: number) => ({ dtype: "int32", shape: [count], data: new Int32Array(count).fill(7) }) as const;
 * const train = { name: "texts", size: 2, get: (i: number) => ({ x: tokens(i + 2), y: 0 }) };
 * const data = dataset({ train, batchSize: 2, transforms: [padTo({ length: [2, 4, 8] })] });
 * await data.open!();
 * for await (const { x } of data.train({ epoch: 0, seed: 0 })) {
 *   const { tokens, length } = x as unknown as Record<string, typeof x>;
 *   assertEquals([tokens!.shape, [...length!.dataSync()].toSorted()], [[2, 4], [2, 3]]);
 * }
 * ```
 */
export function padTo(options: PadToOptions = {}): Transform {
  const { length, multiple, value = 0, targetValue } = given(options);
  const settings = settle("padTo", options, { length, multiple, value, targetValue });
  const lengths = length === undefined ? [] : typeof length === "number" ? [length] : length;
  if (length !== undefined) requireEach("padTo", "a whole number of at least 1", { length: lengths });
  requireRange("padTo", "a whole number of at least 1", { ...multiple !== undefined && { multiple } });
  requireRange("padTo", "a finite number", { value, ...targetValue !== undefined && { targetValue } });
  if (lengths.some((one, i) => i > 0 && one <= lengths[i - 1]!)) {
    throw new RangeError(`Cannot make padTo as lengths must rise: got ${lengths.join(", ")}.`);
  }
  if (length !== undefined && multiple !== undefined) {
    throw new RangeError(
      `Cannot make padTo as it takes length or multiple: got ${lengths.join(", ")} and ${multiple}. Leave one out.`,
    );
  }
  const most = lengths.at(-1) ?? Infinity;
  const padded = (field: unknown, by: number, what: string): HostTensor | RaggedField =>
    lengths.length === 1
      ? filled(field, most, by, what)
      : { ...cut(field, most, what), fill: by, lengths, ...multiple && { multiple } };
  return asPart("padTo", ({ x, y }: Sample<unknown, unknown>) => ({
    x: { tokens: padded(x, value, "input"), length: Math.min(sequenceOf(x, "input").places, most) },
    y: targetValue === undefined ? y : padded(y, targetValue, "target"),
  }), { settings });
}

function sequenceOf(value: unknown, what: string) {
  const { dtype, shape, data } = (value ?? {}) as Partial<HostTensor>;
  if ((dtype === "int32" || dtype === "float32") && shape !== undefined && shape.length > 0 && data !== undefined) {
    return { dtype, shape, data, places: shape[0]! };
  }
  throw new TypeError(
    `Cannot pad a sample as its ${what} must be an array of numbers with an axis of places: got ${
      dtype ?? typeof value
    }. ` +
      "Put tokenize(...) before.",
  );
}

function filled(value: unknown, places: number, by: number, what: string): HostTensor {
  const { dtype, shape, data } = sequenceOf(value, what), rest = shape.slice(1);
  const size = rest.reduce((product, side) => product * side, places);
  const all = dtype === "int32" ? new Int32Array(size) : new Float32Array(size);
  all.fill(by, Math.min(size, data.length));
  all.set(data.subarray(0, size) as never);
  return { dtype, shape: [places, ...rest], data: all } as HostTensor;
}

function cut(value: unknown, most: number, what: string): HostTensor {
  const { dtype, shape, data, places } = sequenceOf(value, what);
  const to = Math.min(places, most), rest = shape.slice(1), one = rest.reduce((product, side) => product * side, 1);
  return { dtype, shape: [to, ...rest], data: data.subarray(0, to * one) } as HostTensor;
}
