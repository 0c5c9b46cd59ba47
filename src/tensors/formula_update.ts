/**
 * Updates of weights that an optimizer writes as a formula of one number, in arithmetic that it does not know: tfjs computes
 * it operation by operation, and an engine may make one program of it, which reads and writes each number once.
 */
import { tf } from "../tf.ts";
import { inPlace } from "./kernel.ts";

/** What a formula computes with. */
export interface Arithmetic<T> {
  /** a + b. */
  readonly add: (a: T, b: T) => T;
  /** a - b. */
  readonly sub: (a: T, b: T) => T;
  /** a * b. */
  readonly mul: (a: T, b: T) => T;
  /** a / b. */
  readonly div: (a: T, b: T) => T;
  /** The larger one. */
  readonly max: (a: T, b: T) => T;
  /** The root of a. */
  readonly sqrt: (a: T) => T;
  /** a * a. */
  readonly square: (a: T) => T;
  /** a without its sign. */
  readonly abs: (a: T) => T;
  /** -1, 0 or 1. */
  readonly sign: (a: T) => T;
}

/**
 * What becomes of a number of a weight, and of those that are remembered beside it. It must not branch on what it is given,
 * and answers every one that it writes.
 *
 * @typeParam W The names of what it writes.
 * @typeParam R The names of what it reads as well.
 * @typeParam N The names of what is the same for all numbers.
 */
export type Formula<W extends string, R extends string, N extends string> = <T>(
  math: Arithmetic<T>,
  values: Readonly<Record<W | R | N, T>>,
) => Readonly<Record<W, T>>;

/** What a formula is applied to. */
export interface Applied<W extends string, R extends string, N extends string> {
  /** What it writes; all tensors are of one shape. */
  readonly writes: Readonly<Record<W, tf.Variable>>;
  /** What it reads as well, float32. */
  readonly reads: Readonly<Record<R, tf.Tensor>>;
  /** What is the same for all numbers; a scalar is known to the device alone. */
  readonly numbers: Readonly<Record<N, number | tf.Scalar>>;
  /** A kernel's name, where an engine may have one of this very formula. Default it has none. */
  readonly kernel?: string;
}

/**
 * Applies a formula to every number of tensors by itself, in place. Runs inside a tidy.
 *
 * Engines may register the kernel `FormulaUpdate` ({...writes, ...reads} and {formula, writes, numbers}: the names of what is
 * written, and the numbers by name). A formula is the same object in every step, so that what is made of it can be kept. Where a
 * formula has a name of its own, engines may register that ({...writes, ...reads} and the numbers). Where numbers are known to the device
 * alone, either is asked for by its name with `ByScalars` after it, and such numbers are inputs; `scalars` are their names.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf, weight } from "jsr:@raptor/raptor";
 * import { type Formula, formulaUpdate } from "./formula_update.ts";
 *
 * const signs: Formula<"weight", "gradient", "lr"> = ({ sub, mul, sign }, { weight, gradient, lr }) => ({
 *   weight: sub(weight, mul(lr, sign(gradient))),
 * });
 * const w = weight([2], 1);
 * tf.tidy(() => formulaUpdate(signs, { writes: { weight: w }, reads: { gradient: tf.tensor1d([3, -5]) }, numbers: { lr: 0.5 } }));
 * assertEquals(w.arraySync(), [0.5, 1.5]);
 * ```
 */
export function formulaUpdate<W extends string, R extends string, N extends string>(
  formula: Formula<W, R, N>,
  { writes, reads, numbers, kernel }: Applied<W, R, N>,
): void {
  const variables: [string, tf.Variable][] = Object.entries(writes);
  const tensors = { ...writes, ...reads };
  if (kernel !== undefined && inPlace(kernel, tensors, numbers)) return;
  const told = { formula, writes: Object.keys(writes) };
  if (inPlace("FormulaUpdate", tensors, numbers, (known, scalars) => ({ ...told, numbers: known, scalars }))) return;
  const values = { ...writes, ...reads, ...numbers } as Readonly<Record<W | R | N, Value>>;
  const changed: Readonly<Record<string, Value>> = formula(OF_TENSORS, values);
  const news = variables.flatMap(([name, variable]): [tf.Variable, tf.Tensor][] => {
    const value = changed[name]!;
    if (value === variable) return [];
    // What another variable holds is looked at before any is assigned to.
    return [[variable, typeof value === "number" ? tf.fill(variable.shape, value) : tf.clone(value)]];
  });
  for (const [variable, value] of news) variable.assign(value);
}

type Value = tf.Tensor | number;

const ofOne = (host: (a: number) => number, device: (a: tf.Tensor) => tf.Tensor) => (a: Value): Value =>
  typeof a === "number" ? host(a) : device(a);
const ofTwo =
  (host: (a: number, b: number) => number, device: (a: Value, b: Value) => tf.Tensor) => (a: Value, b: Value): Value =>
    typeof a === "number" && typeof b === "number" ? host(a, b) : device(a, b);

const add = ofTwo((a, b) => a + b, tf.add), sub = ofTwo((a, b) => a - b, tf.sub);
const mul = ofTwo((a, b) => a * b, tf.mul), div = ofTwo((a, b) => a / b, tf.div);

/** Numbers stay on the host as long as they meet none but their like; what changes nothing is left out. */
const OF_TENSORS: Arithmetic<Value> = Object.freeze<Arithmetic<Value>>({
  add: (a, b) => a === 0 ? b : b === 0 ? a : add(a, b),
  sub: (a, b) => b === 0 ? a : sub(a, b),
  mul: (a, b) => a === 0 || b === 0 ? 0 : a === 1 ? b : b === 1 ? a : mul(a, b),
  div: (a, b) => b === 1 ? a : div(a, b),
  max: ofTwo(Math.max, tf.maximum),
  sqrt: ofOne(Math.sqrt, tf.sqrt),
  square: ofOne((a) => a * a, tf.square),
  abs: ofOne(Math.abs, tf.abs),
  sign: ofOne(Math.sign, tf.sign),
});
