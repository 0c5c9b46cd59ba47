/** Pieces of one long sequence, such as a text, each with the same piece one place further on as its target. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { HostTensor } from "../snapshot.ts";
import type { Source } from "../source.ts";

/** Which windows of what. */
export interface WindowsOptions {
  /** The sequence, as whole numbers of 32 bits. It is not copied. */
  readonly tokens: Int32Array;
  /** Places in a window. */
  readonly length: number;
  /** From the beginning of a window to that of the next; `length` lets each place be in one. Default 1. */
  readonly stride?: number;
}

/** Places of a window: the tokens there, as int32. */
export interface TokensField extends HostTensor {
  /** Always so. */
  readonly dtype: "int32";
  /** One axis. */
  readonly shape: readonly [number];
}

/**
 * The windows of a sequence: `x` are the tokens of a window, `y` for each of them the one that follows. In batches both are
 * int32 [batch, length]. With {@linkcode shuffled}, a dataset's usual order, windows come at random places, none twice in
 * an epoch.
 *
 * @throws {TypeError} If `tokens` is no Int32Array.
 * @throws {RangeError} If a number is out of range, or the sequence is too short for one window.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { windows } from "jsr:@raptor/raptor";
 *
 * const source = windows({ tokens: Int32Array.of(5, 6, 7, 8, 9), length: 2, stride: 2 });
 * const { x, y } = await source.get(1);
 * assertEquals([source.size, x.data, y.data], [2, Int32Array.of(7, 8), Int32Array.of(8, 9)]);
 * ```
 */
export function windows(options: WindowsOptions): Source<TokensField, TokensField> {
  const { tokens, length, stride = 1 } = given(options);
  const settings = settle("windows", options, { tokens, length, stride });
  if (!(tokens instanceof Int32Array)) {
    throw new TypeError(
      `Cannot make windows as tokens must be an Int32Array: got ${typeof tokens}. Write Int32Array.from(...).`,
    );
  }
  requireRange("windows", "a whole number of at least 1", { length, stride });
  if (tokens.length <= length) {
    throw new RangeError(
      `Cannot make windows as the sequence must be longer than one: got ${tokens.length} tokens for windows of ${length}. ` +
        "Take shorter ones.",
    );
  }
  const shape = Object.freeze([length] as const);
  const field = (from: number): TokensField => ({
    dtype: "int32",
    shape,
    data: tokens.subarray(from, from + length) as Int32Array<ArrayBuffer>,
  });
  return Object.freeze({
    name: "windows",
    settings,
    size: Math.floor((tokens.length - length - 1) / stride) + 1,
    get: (index: number) => ({ x: field(index * stride), y: field(index * stride + 1) }),
    title: (index: number) => `the window at ${index * stride}`,
  });
}
