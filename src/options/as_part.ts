/** Parts that are functions, such as losses, schedules and hooks, which have a name and settings all the same. */

/**
 * Makes a part of a function.
 *
 * @param name What it goes by in logs and checkpoints.
 * @param made The function, which is changed.
 * @param carried What it carries: its settings, and what else its contract asks for.
 * @returns The function itself, frozen.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { asPart } from "./as_part.ts";
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
