/** What every factory does first: it refuses options that it does not know, and writes down how the part is made. */
import type { Settings } from "../settings.ts";
import { oddOption } from "./odd_option.ts";
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
