/** A formula of an update as the list of its steps, of which an engine makes a program. */
import type { Arithmetic, Formula } from "./formula_update.ts";

/** One operation. What it takes is counted through: tensors first, then numbers, then what earlier steps have made. */
export interface FormulaStep {
  /** Which operation. */
  readonly operation: keyof Arithmetic<number>;
  /** The first that it takes. */
  readonly a: number;
  /** The second; the first again, where it takes one. */
  readonly b: number;
}

/** A formula, written down. */
export interface FormulaSteps {
  /** The names of the tensors. */
  readonly tensors: readonly string[];
  /** The names of the numbers. */
  readonly numbers: readonly string[];
  /** The operations in their order. */
  readonly steps: readonly FormulaStep[];
  /** What becomes of the tensors that are written, by their places in `tensors`. */
  readonly results: readonly { readonly tensor: number; readonly value: number }[];
}

/**
 * Writes a formula down.
 *
 * @param formula The formula.
 * @param tensors The names of all its tensors.
 * @param writes Those of the tensors that it writes.
 * @param numbers Those of its numbers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formulaSteps } from "./formula_steps.ts";
 *
 * const { steps, results } = formulaSteps(
 *   ({ sub, mul }, { w, g, lr }) => ({ w: sub(w!, mul(lr!, g!)) }),
 *   { tensors: ["w", "g"], writes: ["w"], numbers: ["lr"] },
 * );
 * assertEquals(steps, [{ operation: "mul", a: 2, b: 1 }, { operation: "sub", a: 0, b: 3 }]);
 * assertEquals(results, [{ tensor: 0, value: 4 }]);
 * ```
 */
export function formulaSteps(
  formula: Formula<string, string, string>,
  { tensors, writes, numbers }: {
    readonly tensors: readonly string[];
    readonly writes: readonly string[];
    readonly numbers: readonly string[];
  },
): FormulaSteps {
  const steps: FormulaStep[] = [], first = tensors.length + numbers.length;
  const done = (operation: FormulaStep["operation"]) => (a: number, b = a) =>
    first + steps.push({ operation, a, b }) - 1;
  const operations = ["add", "sub", "mul", "div", "max", "sqrt", "square", "abs", "sign"] as const;
  const math = Object.fromEntries(operations.map((name) => [name, done(name)])) as unknown as Arithmetic<number>;
  const places = Object.fromEntries([...tensors, ...numbers].map((name, place) => [name, place]));
  const changed = formula(math, places);
  const results = writes.map((name) => ({ tensor: tensors.indexOf(name), value: changed[name]! }));
  return { tensors, numbers, steps, results };
}
