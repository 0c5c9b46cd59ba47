/**
 * Kernels of our own beside those of tfjs. An engine registers its fast version under the kernel's name; on an engine
 * without one, the composition of plain tfjs operations given here runs instead. Some change variables in place, or only set an order.
 */
import { tf } from "../tf.ts";
import { isDerivedAgain } from "./gradients/tape.ts";

/**
 * Whether the current engine has a kernel of that name.
 *
 * @param name The kernel's name.
 */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Inputs of a kernel by name. */
export type Inputs = Readonly<Record<string, tf.Tensor>>;

/** Settings of a kernel: plain numbers and truth values. */
export type Attributes = Readonly<Record<string, number | boolean>>;

/** The composition that stands in where an engine has no kernel of its own. */
export type Composition = (inputs: Inputs, attributes: Attributes) => tf.Tensor[];

/** What marks a kernel that is no more than a composition: it is of no use to another engine. */
export const isComposed: unique symbol = Symbol.for("raptor.composed");

/**
 * Runs a kernel on the current engine and records it for the gradient.
 *
 * @param name The kernel's name, such as `BatchNormTrain`.
 * @param composition What to compute where the engine has not registered that name.
 * @returns The kernel's outputs.
 */
export function runKernel(
  name: string,
  inputs: Inputs,
  attributes: Attributes,
  composition: Composition,
): tf.Tensor[] {
  if (!hasKernel(name)) {
    const composed: tf.KernelConfig & { readonly [isComposed]: true } = {
      kernelName: name,
      backendName: tf.getBackend(),
      [isComposed]: true,
      kernelFunc: ({ inputs, attrs }) =>
        // tfjs hands a kernel what it was given, so the inputs are the tensors of the call below.
        tf.tidy(() => composition(inputs as Inputs, attrs as Attributes)),
    };
    tf.registerKernel(composed);
  }
  return tf.engine().runKernel(
    name,
    inputs as tf.NamedTensorMap,
    attributes as tf.NamedAttrMap,
  ) as unknown as tf.Tensor[];
}

/**
 * Runs a kernel that is a gradient. Where that will be derived itself, the composition runs in its place, operation by operation.
 *
 * @param name The kernel's name, such as `ReluGrad`.
 * @param composition What to compute where the engine has not registered that name. Of the inputs it is given, it may only
 * use those that every engine has.
 * @returns The kernel's outputs.
 */
export function runGradient(
  name: string,
  inputs: Inputs,
  attributes: Attributes,
  composition: Composition,
): tf.Tensor[] {
  return isDerivedAgain() ? composition(inputs, attributes) : runKernel(name, inputs, attributes, composition);
}

/** Numbers and truth values by name; a scalar is known to the device alone. */
export type Amounts = Readonly<Record<string, number | boolean | tf.Scalar>>;

/**
 * Runs a kernel on variables in place, where the engine has it.
 *
 * Where a number is known to the device alone, the kernel is the one named `...ByScalars`: such numbers are its inputs, by the
 * names that they have as attributes elsewhere.
 *
 * @param kernel The kernel's name, such as `AdamUpdate`.
 * @param tensors What it changes and reads; variables get data of their own, which no clone shares.
 * @param amounts The same for all numbers of the tensors.
 * @param attributesOf What the kernel is told, of the numbers that are known and the names of the others. Default the former.
 * @returns False where the engine has no such kernel, and nothing was done.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cpu, tf, weight } from "jsr:@raptor/raptor";
 * import { inPlace } from "./kernel.ts";
 *
 * await cpu().open();
 * assertEquals(inPlace("NoSuchUpdate", { weight: weight([1], 1) }, { lr: tf.scalar(1) }), false);
 * ```
 */
export function inPlace(
  kernel: string,
  tensors: Inputs,
  amounts: Amounts,
  attributesOf: (known: Attributes, scalars: readonly string[]) => unknown = (known) => known,
): boolean {
  const known: Record<string, number | boolean> = {}, given = { ...tensors }, scalars: string[] = [];
  for (const name in amounts) {
    const value = amounts[name]!;
    if (value instanceof tf.Tensor) given[name] = value, scalars.push(name);
    else known[name] = value;
  }
  const wanted = scalars.length === 0 ? kernel : `${kernel}ByScalars`;
  if (!hasKernel(wanted)) return false;
  for (const name in tensors) if (tensors[name] instanceof tf.Variable) own(tensors[name]);
  tf.engine().runKernel(wanted, given as tf.NamedTensorMap, attributesOf(known, scalars) as tf.NamedAttrMap);
  return true;
}

/**
 * Gives a variable data of its own where a clone or a reshape shares it, which must not change with it.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { own } from "./kernel.ts";
 *
 * const w = tf.variable(tf.tensor1d([1]));
 * const clone = tf.clone(w);
 * own(w);
 * assert(w.dataId !== clone.dataId);
 * ```
 */
export function own(variable: tf.Variable): void {
  if (tf.backend().refCount(variable.dataId) > 1) tf.tidy(() => variable.assign(tf.mul(variable, 1)));
}

/**
 * The same tensor, which is not to be used before another one is there: what is computed of it then waits, and so does the
 * memory which that takes.
 *
 * Engines that put steps off register the kernel `After` ({x, later} to [x]): they would compute at once what can be, and only once
 * what is asked for twice. On others everything is done in its turn, and the tensor is answered as it is. It has no gradient.
 *
 * @param x Of any shape.
 * @param later What is waited for.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { after } from "./kernel.ts";
 *
 * assertEquals([...after(tf.tensor1d([1, 2]), tf.scalar(0)).dataSync()], [1, 2]);
 * ```
 */
export function after<T extends tf.Tensor>(x: T, later: tf.Tensor): T {
  return hasKernel("After") ? (tf.engine().runKernel("After", { x, later }) as unknown as [T])[0] : x;
}
