/** Updates that an optimizer wrote as a formula: one program a formula, which reads and writes each number once. */
import type { Formula } from "../../tensors/formula_update.ts";
import { type FormulaStep, formulaSteps } from "../../tensors/formula_steps.ts";
import { tf } from "../../tf.ts";
import type { Card } from "./card.ts";
import type { Kernels } from "./kernel.ts";
import { pointwise, type RunPointwise } from "./pointwise.ts";

/** What `FormulaUpdate` is told. */
interface Attributes {
  readonly formula: Formula<string, string, string>;
  readonly writes: readonly string[];
  readonly numbers: Readonly<Record<string, number>>;
}

const OPERATIONS: Readonly<Record<FormulaStep["operation"], (a: string, b: string) => string>> = {
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  max: (a, b) => `max(${a}, ${b})`,
  sqrt: (a) => `sqrt(${a})`,
  square: (a) => `${a} * ${a}`,
  abs: (a) => `abs(${a})`,
  sign: (a) => `sign(${a})`,
};

/** The kernel `FormulaUpdate`, as src/tensors/formula_update.ts describes it. */
export function formulaKernels(card: Card): Kernels {
  const programs = new WeakMap<Attributes["formula"], RunPointwise>();
  return {
    FormulaUpdate(inputs, { formula, writes, numbers }: Attributes) {
      const names = Object.keys(inputs), reads = names.filter((name) => !writes.includes(name));
      let run = programs.get(formula);
      if (run === undefined) {
        const code = codeOf(formula, names, writes, Object.keys(numbers));
        // By their places, as a name may be a word of WGSL.
        const places = {
          reads: reads.map((name) => `t${names.indexOf(name)}`),
          writes: writes.map((_, i) => `t${names.indexOf(writes[i]!)}`),
        };
        const floats = Object.keys(numbers).map((_, i) => `n${i}`);
        programs.set(formula, run = pointwise(card, { name: "FormulaUpdate", ...places, floats, code }));
      }
      const written = writes.map((name) => inputs[name]!), size = tf.util.sizeFromShape(written[0]!.shape);
      tf.tidy(() => {
        const tensors = names.map((name) => {
          const given = inputs[name]!, isRead = reads.includes(name);
          // A program must not read and write the same tensor under two names.
          return isRead && written.some(({ dataId }) => dataId === given.dataId)
            ? tf.mul(given as tf.Tensor, 1)
            : given;
        });
        const byPlace = Object.fromEntries(tensors.map((tensor, i) => [`t${i}`, tensor]));
        run(byPlace, size, Object.fromEntries(Object.values(numbers).map((value, i) => [`n${i}`, value])));
      });
      return [];
    },
  };
}

function codeOf(
  formula: Attributes["formula"],
  tensors: readonly string[],
  writes: readonly string[],
  numbers: readonly string[],
): string {
  const { steps, results } = formulaSteps(formula, { tensors, writes, numbers });
  const values = [...tensors.map((_, i) => `v${i}`), ...numbers.map((_, i) => `T(numbers.n${i})`)];
  const lines = tensors.map((_, i) => `let v${i} = t${i}[i];`);
  for (const { operation, a, b } of steps) {
    const name = `s${values.length}`;
    lines.push(`let ${name} = ${OPERATIONS[operation](values[a]!, values[b]!)};`);
    values.push(name);
  }
  return [...lines, ...results.map(({ tensor, value }) => `t${tensor}[i] = ${values[value]};`)].join("\n  ");
}
