/** How a part refuses an option that is none of a few values. */

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
 * import { requireOneOf } from "./require_one_of.ts";
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
