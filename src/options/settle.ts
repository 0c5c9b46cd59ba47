/**
 * What every factory does first: it takes its options apart, refuses what is wrong with them, and writes down how the
 * part is made.
 */
import type { Settings } from "../settings.ts";
import { asGiven, oddOption } from "./odd_option.ts";
import { plainRecord } from "./plain.ts";

/** The names of options, of each kind where there are several. */
export type OptionsOf<O> = O extends unknown ? keyof O : never;

/**
 * Settles the options of a part.
 *
 * @param part What is being made, such as `sgd`.
 * @param options As they were given.
 * @param values Each option there is, with its default filled in.
 * @param positional What was given before the options; settings as well, but no options.
 * @returns The part's settings.
 * @throws {TypeError} For an option that is not known, and for what is no object.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { settle } from "./settle.ts";
 *
 * function dice(options: { readonly sides?: number } = {}) {
 *   const { sides = 6 } = options;
 *   return { settings: settle("dice", options, { sides }) };
 * }
 * assertEquals(dice().settings, { sides: 6 });
 * const text = "Cannot make dice as its options are sides: got side. Did you mean sides?";
 * assertThrows(() => dice({ side: 8 } as never), TypeError, text);
 * ```
 */
export function settle<O extends object>(
  part: string,
  options: O,
  values: { readonly [K in OptionsOf<O>]: unknown },
  positional: Readonly<Record<string, unknown>> = {},
): Settings {
  const odd = oddOption(options, Object.keys(values));
  if (odd !== undefined) throw new TypeError(`Cannot make ${part} as ${odd}`);
  return plainRecord({ ...positional, ...values });
}

/**
 * The options that were given; none where nothing was.
 *
 * A program runs unchecked, so options that are required may be missing. Taken apart as they are, the error would be the
 * language's own; taken apart from here, {@linkcode settle} refuses what was given, by a sentence with the options' names.
 *
 * @param options As they were given.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { given, settle } from "./settle.ts";
 *
 * function box(options: { readonly width: number; readonly depth?: number }) {
 *   const { width, depth = width } = given(options);
 *   return settle("box", options, { width, depth });
 * }
 * assertEquals(box({ width: 2 }), { width: 2, depth: 2 });
 * const text = "Cannot make box as its options come as an object of width and depth: got undefined.";
 * assertThrows(() => (box as () => unknown)(), TypeError, text);
 * ```
 */
export function given<O extends object>(options: O): O {
  return options ?? ({} as O);
}

/**
 * Makes a part of a function, such as a loss, a schedule or a hook, which has a name and settings all the same.
 *
 * @param name What it goes by in logs and checkpoints.
 * @param made The function, which is changed.
 * @param carried What it carries: its settings, and what else its contract asks for.
 * @returns The function itself, frozen.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { asPart } from "./settle.ts";
 *
 * const constant = asPart("constant", () => 0.1, { settings: { value: 0.1 } });
 * assertEquals([constant.name, constant.settings.value, constant()], ["constant", 0.1, 0.1]);
 * ```
 */
export function asPart<F extends (...args: never) => unknown, C extends object>(
  name: string,
  made: F,
  carried: C,
): F & Readonly<C> {
  return Object.freeze(Object.assign(Object.defineProperty(made, "name", { value: name }), carried));
}

/** The ranges that options lie in, as an error says them. */
export type Range =
  | "a finite number"
  | "a finite number of at least 0"
  | "a finite number above 0"
  | "in [0, 1)"
  | "in [0, 1]"
  | "in (0, 1]"
  | "in [-1, 1]"
  | "a whole number"
  | "a whole number of at least 0"
  | "a whole number of at least 1"
  | "a whole number of at least 2"
  | "a whole number from 0 to 100"
  | "a whole number from 0 to 255"
  | "true or false"
  | "a string"
  | "a list"
  | "an iterable"
  | "an object"
  | "a function";

const RANGES: Readonly<Record<Range, (value: unknown) => boolean>> = {
  "a finite number": Number.isFinite,
  "a finite number of at least 0": (value) => Number.isFinite(value) && (value as number) >= 0,
  "a finite number above 0": (value) => Number.isFinite(value) && (value as number) > 0,
  "in [0, 1)": (value) => Number.isFinite(value) && (value as number) >= 0 && (value as number) < 1,
  "in [0, 1]": (value) => Number.isFinite(value) && (value as number) >= 0 && (value as number) <= 1,
  "in (0, 1]": (value) => Number.isFinite(value) && (value as number) > 0 && (value as number) <= 1,
  "in [-1, 1]": (value) => Number.isFinite(value) && Math.abs(value as number) <= 1,
  "a whole number": (value) => Number.isSafeInteger(value),
  "a whole number of at least 0": (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  "a whole number of at least 1": (value) => Number.isSafeInteger(value) && (value as number) >= 1,
  "a whole number of at least 2": (value) => Number.isSafeInteger(value) && (value as number) >= 2,
  "a whole number from 0 to 100": (value) =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 100,
  "a whole number from 0 to 255": (value) =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255,
  "true or false": (value) => typeof value === "boolean",
  "a string": (value) => typeof value === "string",
  "a list": (value) => Array.isArray(value) || ArrayBuffer.isView(value),
  "an iterable": (value) =>
    typeof (value as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] === "function",
  "an object": (value) => typeof value === "object" && value !== null,
  "a function": (value) => typeof value === "function",
};

/**
 * Refuses options that are out of their range.
 *
 * @param part What is being made, such as `adam`.
 * @param range What each value must be.
 * @param values The values by the name of their option.
 * @throws {RangeError} For the first value out of its range.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { requireRange } from "./settle.ts";
 *
 * const text = "Cannot make adam as beta1 must be in [0, 1): got 1.";
 * assertThrows(() => requireRange("adam", "in [0, 1)", { beta1: 1 }), RangeError, text);
 * ```
 */
export function requireRange(part: string, range: Range, values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!RANGES[range](value)) {
      throw new RangeError(`Cannot make ${part} as ${name} must be ${range}: got ${asGiven(value)}.`);
    }
  }
}

/**
 * Refuses lists of which an item is out of its range.
 *
 * @param part What is being made, such as `crossEntropy`.
 * @param range What each item must be.
 * @param lists The lists by the name of their option.
 * @throws {RangeError} For the first list that is none or has no items, or the first item out of its range.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { requireEach } from "./settle.ts";
 *
 * const text = "Cannot make crossEntropy as classWeights[1] must be a finite number of at least 0: got -1.";
 * const make = () => requireEach("crossEntropy", "a finite number of at least 0", { classWeights: [1, -1] });
 * assertThrows(make, RangeError, text);
 * ```
 */
export function requireEach(part: string, range: Range, lists: Readonly<Record<string, unknown>>): void {
  for (const [name, list] of Object.entries(lists)) {
    if (!Array.isArray(list) || list.length === 0) {
      const got = Array.isArray(list) ? "none" : asGiven(list);
      throw new RangeError(`Cannot make ${part} as ${name} must be a list of numbers: got ${got}.`);
    }
    requireRange(part, range, Object.fromEntries(list.map((value, i) => [`${name}[${i}]`, value])));
  }
}

/**
 * Refuses lists of names, such as those of classes, that are none.
 *
 * @param part What is being made, such as `f1`.
 * @param lists The lists by the name of their option.
 * @param count How many names there must be. Default any number.
 * @throws {RangeError} For the first list that is none, is of another length, or has an item that is neither a string nor a finite number.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { requireNames } from "./settle.ts";
 *
 * const text = 'Cannot make f1 as perClass must be a list of 3 names: got "abc".';
 * assertThrows(() => requireNames("f1", { perClass: "abc" }, 3), RangeError, text);
 * ```
 */
export function requireNames(part: string, lists: Readonly<Record<string, unknown>>, count?: number): void {
  for (const [name, list] of Object.entries(lists)) {
    const isNames = Array.isArray(list) && list.every((item) => typeof item === "string" || Number.isFinite(item));
    if (isNames && (count === undefined || list.length === count)) continue;
    const must = count === undefined ? "a list of names" : `a list of ${count} names`;
    throw new RangeError(
      `Cannot make ${part} as ${name} must be ${must}: got ${isNames ? list.length : asGiven(list)}.`,
    );
  }
}

/**
 * Refuses options that are none of the values there are.
 *
 * @param part What is being made, such as `f1`.
 * @param choices The values there are.
 * @param values What was given, by the name of its option.
 * @throws {RangeError} For the first that is none of them.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { requireOneOf } from "./settle.ts";
 *
 * const text = 'Cannot make f1 as average must be one of macro, micro: got mean.';
 * assertThrows(() => requireOneOf("f1", ["macro", "micro"], { average: "mean" }), RangeError, text);
 * ```
 */
export function requireOneOf(
  part: string,
  choices: readonly unknown[],
  values: Readonly<Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (!choices.some((choice) => Object.is(choice, value))) {
      throw new RangeError(`Cannot make ${part} as ${name} must be one of ${choices.join(", ")}: got ${value}.`);
    }
  }
}

/** What there is to make something around, and the field by which it is known. */
const KNOWN_BY = {
  "a model": "forward",
  "an optimizer": "update",
  "an engine": "open",
  "a source": "get",
} as const;

/**
 * Refuses what is not the part that another one is made around.
 *
 * @param name What is being made, such as `lookahead`.
 * @param kind What the part must be.
 * @param value What was given.
 * @param example How it is written.
 * @throws {TypeError} If it is none.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { requirePart } from "./settle.ts";
 *
 * const text = "Cannot make lookahead as it is made around an optimizer: got undefined. Write lookahead(sgd(...)).";
 * assertThrows(() => requirePart("lookahead", "an optimizer", undefined, "lookahead(sgd(...))"), TypeError, text);
 * ```
 */
export function requirePart(name: string, kind: keyof typeof KNOWN_BY, value: unknown, example: string): void {
  if (typeof (value as Readonly<Record<string, unknown>> | undefined | null)?.[KNOWN_BY[kind]] === "function") return;
  const got = typeof value === "object"
    ? value === null ? "null" : "an object"
    : typeof value === "function"
    ? "a function"
    : String(value);
  throw new TypeError(`Cannot make ${name} as it is made around ${kind}: got ${got}. Write ${example}.`);
}
