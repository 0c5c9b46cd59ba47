/** A binding put over another one. */
import type { Binding } from "./binding.ts";

/**
 * A binding that does some things in a way of its own, and all others as the one below.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import type { Binding } from "./binding.ts";
 * import { over } from "./over.ts";
 *
 * let executed = 0;
 * const below = { get executed() { return executed; }, getNumOfTensors: () => 1 } as Binding;
 * const above = over(below, { getNumOfTensors: () => 2 });
 * executed = 3;
 * assertEquals([above.executed, above.getNumOfTensors()], [3, 2]);
 * ```
 */
export function over<Made extends Binding = Binding>(
  binding: Binding,
  own: Partial<Binding> & Omit<Made, keyof Binding>,
): Made {
  const made = {};
  // What is counted is asked for below each time.
  for (const part of [binding, own]) Object.defineProperties(made, Object.getOwnPropertyDescriptors(part));
  return made as Made;
}
