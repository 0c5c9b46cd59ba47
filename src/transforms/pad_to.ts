/** A transform of sequences: they become as long as others, and say how long they were. */
import { asPart } from "../options/as_part.ts";
import { requireEach, requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";
import type { HostTensor } from "../snapshot.ts";
import type { Sample } from "../source.ts";
import type { Transform } from "../transform.ts";

/** How long sequences become. */
export interface PadToOptions {
  /**
   * Places that they have then; or several numbers that rise, of which each takes the least that holds it, for {@linkcode bucketed}.
   * What is longer than the last is cut at its end.
   */
  readonly length: number | readonly number[];
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
 * `{ tokens, length }`. So a network can leave out what is padding.
 *
 * @throws {RangeError} If a number is out of range, or the lengths do not rise.
 * @throws {TypeError} Of a sample, if what is padded is no array.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { padTo } from "jsr:@raptor/raptor";
 *
 * const x = { dtype: "int32", shape: [3], data: Int32Array.of(7, 8, 9) } as const;
 * const padded = padTo({ length: [2, 4, 8] })({ x, y: 0 }, Math.random);
 * assertEquals(padded.x, { tokens: { dtype: "int32", shape: [4], data: Int32Array.of(7, 8, 9, 0) }, length: 3 });
 * ```
 */
export function padTo(options: PadToOptions): Transform {
  const { length, value = 0, targetValue } = options;
  const settings = settle("padTo", options, { length, value, targetValue });
  const lengths = typeof length === "number" ? [length] : length;
  requireEach("padTo", "a whole number of at least 1", { length: lengths });
  requireRange("padTo", "a finite number", { value, ...targetValue !== undefined && { targetValue } });
  if (lengths.some((one, i) => i > 0 && one <= lengths[i - 1]!)) {
    throw new RangeError(`Cannot make padTo as lengths must rise: got ${lengths.join(", ")}.`);
  }
  return asPart("padTo", ({ x, y }: Sample<unknown, unknown>) => {
    const { places } = sequenceOf(x, "input"), to = lengths.find((one) => one >= places) ?? lengths.at(-1)!;
    return {
      x: { tokens: filled(x, to, value, "input"), length: Math.min(places, to) },
      y: targetValue === undefined ? y : filled(y, to, targetValue, "target"),
    };
  }, { settings });
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
