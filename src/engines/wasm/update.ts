/** The updates of weights, in place, and those that an optimizer wrote as a formula. */
import { bits, kernel, taskSize } from "./crew.ts";
import type { Info } from "./heap.ts";
import type { Kernels, Workshop } from "./kernel.ts";
import type { AdamUpdate, MomentumUpdate } from "../../tensors/update.ts";
import type { Formula } from "../../tensors/formula_update.ts";
import { type FormulaStep, formulaSteps } from "../../tensors/formula_steps.ts";
import { tf } from "../../tf.ts";
import { operation } from "./pointwise.ts";

/** The kernels `DescentUpdate`, `MomentumUpdate`, `AdamUpdate` and `AdamUpdateByScalars`, as src/tensors/update.ts describes them. */
export function updateKernels({ heap, crew }: Workshop): Kernels {
  const update = (number: number, tensors: readonly Info[], settings: readonly number[]): Info[] => {
    const [weight] = tensors, size = weight!.shape.reduce((a, b) => a * b, 1);
    crew.run(number, Math.ceil(size / taskSize), [...tensors.map(heap.address), size, taskSize, ...settings]);
    heap.changed(weight!);
    return [];
  };
  const adam = (
    { weight, first, second, gradient }: Readonly<Record<string, Info>>,
    { lr, beta1, beta2, epsilon, keep = 1 }: AdamUpdate,
  ) => {
    const numbers = [lr, beta1, 1 - beta1, beta2, 1 - beta2, epsilon, keep].map(bits);
    return update(kernel.adam, [weight!, first!, second!, gradient!], numbers);
  };
  return {
    DescentUpdate: ({ weight, gradient }, { lr }: { readonly lr: number }) =>
      update(kernel.descent, [weight!, gradient!], [bits(lr)]),
    MomentumUpdate: ({ weight, velocity, gradient }, { lr, momentum, nesterov }: MomentumUpdate) =>
      update(kernel.momentum, [weight!, velocity!, gradient!], [bits(lr), bits(momentum), Number(nesterov)]),
    AdamUpdate: adam,
    // This engine's device is the processor: what it knows lies at hand.
    AdamUpdateByScalars: ({ lr, epsilon, ...tensors }, known: Partial<AdamUpdate>) =>
      adam(tensors, {
        ...known as AdamUpdate,
        ...lr && { lr: heap.floats(lr)[0]! },
        ...epsilon && { epsilon: heap.floats(epsilon)[0]! },
      }),
  };
}

/** What `FormulaUpdate` is told. */
interface Attributes {
  readonly formula: Formula<string, string, string>;
  readonly writes: readonly string[];
  readonly numbers: Readonly<Record<string, number>>;
  /** Which of the inputs are numbers as well. */
  readonly scalars: readonly string[];
}

/** A formula as the words that assembly/formula.as reads. */
interface Program {
  readonly tensors: readonly string[];
  readonly numbers: readonly string[];
  readonly operations: readonly number[];
  readonly results: readonly number[];
}

const OPERATIONS: Readonly<Record<FormulaStep["operation"], number>> = {
  add: operation.Add,
  sub: operation.Sub,
  mul: operation.Multiply,
  div: operation.RealDiv,
  max: operation.Maximum,
  sqrt: operation.Sqrt,
  square: operation.Square,
  abs: operation.Abs,
  sign: operation.Sign,
};

/** The kernels `FormulaUpdate` and `FormulaUpdateByScalars`, as src/tensors/formula_update.ts describes them. */
export function formulaKernels({ heap, crew }: Workshop): Kernels {
  const programs = new WeakMap<Attributes["formula"], Program>();
  const kernels = {
    FormulaUpdate(inputs: Readonly<Record<string, Info>>, { formula, writes, numbers }: Omit<Attributes, "scalars">) {
      let program = programs.get(formula);
      if (program === undefined) {
        const tensors = Object.keys(inputs);
        programs.set(formula, program = programOf(formula, tensors, writes, Object.keys(numbers)));
      }
      const { tensors, operations, results } = program, written = writes.map((name) => inputs[name]!);
      const size = tf.util.sizeFromShape(written[0]!.shape);
      crew.run(kernel.formula, Math.ceil(size / taskSize), [
        ...[tensors.length, program.numbers.length, operations.length, results.length, size, taskSize],
        ...tensors.map((name) => heap.address(inputs[name]!)),
        ...program.numbers.map((name) => bits(numbers[name]!)),
        ...operations,
        ...results,
      ]);
      for (const tensor of written) heap.changed(tensor);
      return [];
    },
    // This engine's device is the processor: what it knows lies at hand.
    FormulaUpdateByScalars(inputs: Readonly<Record<string, Info>>, { scalars, numbers, ...others }: Attributes) {
      const isNumber = ([name]: readonly [string, unknown]) => scalars.includes(name);
      const [read, tensors] = [true, false].map((wanted) =>
        Object.entries(inputs).filter((entry) => isNumber(entry) === wanted)
      );
      const known = Object.fromEntries(read!.map(([name, tensor]) => [name, heap.floats(tensor)[0]!]));
      return kernels.FormulaUpdate(Object.fromEntries(tensors!), { ...others, numbers: { ...numbers, ...known } });
    },
  };
  return kernels;
}

function programOf(
  formula: Attributes["formula"],
  tensors: readonly string[],
  writes: readonly string[],
  numbers: readonly string[],
): Program {
  const given = formulaSteps(formula, { tensors, writes, numbers });
  const first = tensors.length + numbers.length, steps = [...given.steps];
  // What is handed on as it is gets a run of its own, so that all is read before any is written.
  const results = given.results.map(({ tensor, value }) =>
    value >= first
      ? { tensor, value }
      : { tensor, value: first + steps.push({ operation: "max", a: value, b: value }) - 1 }
  );
  // A run of numbers serves again once nobody needs it any more.
  const last = new Map<number, number>(results.map(({ value }) => [value, Infinity]));
  for (const [i, { a, b }] of steps.entries()) {
    for (const value of [a, b]) last.set(value, Math.max(last.get(value) ?? 0, i));
  }
  const runs: number[] = [], free: number[] = [];
  const placeOf = (value: number) => value < first ? value : first + runs[value - first]!;
  const operations = steps.map(({ operation, a, b }, i) => {
    const [from, beside] = [placeOf(a), placeOf(b)];
    for (const value of new Set([a, b])) if (value >= first && last.get(value) === i) free.push(runs[value - first]!);
    const run = free.pop() ?? new Set(runs).size;
    runs.push(run);
    return OPERATIONS[operation] | from << 8 | beside << 16 | run << 24;
  });
  return { tensors, numbers, operations, results: results.map(({ tensor, value }) => placeOf(value) | tensor << 8) };
}
