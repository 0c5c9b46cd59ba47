/** Kernels that change the variables they are given, and have no outputs. */
import { tf } from "../tf.ts";
import { type Attributes, hasKernel, type Inputs } from "./kernel.ts";
import { own } from "./own.ts";

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
 * import { inPlace } from "./in_place.ts";
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
