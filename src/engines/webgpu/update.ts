/**
 * The updates of weights, in place, and those that an optimizer wrote as a formula: one program a weight, or a formula,
 * which reads and writes each number once.
 */
import { tf } from "../../tf.ts";
import type { AdamUpdate, MomentumUpdate } from "../../tensors/update.ts";
import type { Info } from "./backend.ts";
import type { Card } from "./card.ts";
import type { Kernels } from "./kernel.ts";
import { pointwise, type RunPointwise } from "./pointwise.ts";
import type { Formula } from "../../tensors/formula_update.ts";
import { type FormulaStep, formulaSteps } from "../../tensors/formula_steps.ts";

/** The kernels of every update that src/tensors/update.ts describes. */
export function updateKernels(card: Card): Kernels {
  const descent = pointwise(card, {
    name: "DescentUpdate",
    reads: ["gradient"],
    writes: ["weight"],
    floats: ["lr"],
    code: "weight[i] -= numbers.lr * gradient[i];",
  });
  const momentum = (nesterov: boolean) =>
    pointwise(card, {
      name: "MomentumUpdate",
      reads: ["gradient"],
      writes: ["weight", "velocity"],
      floats: ["lr", "momentum"],
      code: `
        let slope = gradient[i];
        let moved = numbers.momentum * velocity[i] + slope;
        velocity[i] = moved;
        weight[i] -= numbers.lr * ${nesterov ? "(slope + numbers.momentum * moved)" : "moved"};`,
    });
  const plain = momentum(false), ahead = momentum(true);
  /** Which of its numbers are tensors, as the device alone knows them. */
  const adamBy = (scalars: readonly ("lr" | "epsilon")[]) => {
    const [lr, epsilon] = (["lr", "epsilon"] as const).map((name) =>
      scalars.includes(name) ? `${name}[0]` : `numbers.${name}`
    );
    return pointwise(card, {
      name: "AdamUpdate",
      reads: ["gradient"],
      writes: ["weight", "first", "second"],
      scalars,
      floats: ["lr", "beta1", "beta2", "epsilon", "rest1", "rest2", "keep"].filter((name) =>
        !scalars.includes(name as never)
      ),
      code: `
      let slope = gradient[i];
      let mean = numbers.beta1 * first[i] + numbers.rest1 * slope;
      let square = numbers.beta2 * second[i] + numbers.rest2 * slope * slope;
      first[i] = mean;
      second[i] = square;
      weight[i] = numbers.keep * weight[i] - ${lr} * mean / (sqrt(square) + ${epsilon});`,
    });
  };
  const adam = adamBy([]), adams = new Map<string, RunPointwise>();

  const follow = pointwise(card, {
    name: "FollowUpdate",
    reads: ["gradient"],
    writes: ["weight"],
    floats: ["share"],
    code: "weight[i] += numbers.share * (gradient[i] - weight[i]);",
  });

  const update = (run: RunPointwise, gradient: Info, moved: Record<string, Info>, numbers: Record<string, number>) => {
    const size = tf.util.sizeFromShape(gradient.shape);
    // A program must not read and write the same tensor under two names.
    const copy = Object.values(moved).some(({ dataId }) => dataId === gradient.dataId);
    tf.tidy(() => run({ gradient: copy ? tf.mul(gradient as tf.Tensor, 1) : gradient, ...moved }, size, numbers));
    return [];
  };

  return {
    DescentUpdate: ({ weight, gradient }, { lr }: { readonly lr: number }) =>
      update(descent, gradient!, { weight: weight! }, { lr }),

    MomentumUpdate: ({ weight, velocity, gradient }, { lr, momentum, nesterov }: MomentumUpdate) =>
      update(nesterov ? ahead : plain, gradient!, { weight: weight!, velocity: velocity! }, { lr, momentum }),

    AdamUpdate({ weight, first, second, gradient }, { lr, beta1, beta2, epsilon, keep = 1 }: AdamUpdate) {
      // In float32 1 - beta2 would keep four digits only.
      const numbers = { lr, beta1, beta2, epsilon, rest1: 1 - beta1, rest2: 1 - beta2, keep };
      return update(adam, gradient!, { weight: weight!, first: first!, second: second! }, numbers);
    },

    AdamUpdateByScalars(
      { weight, first, second, gradient, ...scalars },
      { beta1, beta2, keep = 1, ...known }: AdamUpdate,
    ) {
      const names = Object.keys(scalars) as ("lr" | "epsilon")[], key = names.join();
      const run = adams.get(key) ?? adamBy(names);
      adams.set(key, run);
      const moved = { weight: weight!, first: first!, second: second!, ...scalars };
      return update(run, gradient!, moved, { ...known, beta1, beta2, rest1: 1 - beta1, rest2: 1 - beta2, keep });
    },

    FollowUpdate: ({ weight, target }, { share }: { readonly share: number }) =>
      update(follow, target!, { weight: weight! }, { share }),
  };
}

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
