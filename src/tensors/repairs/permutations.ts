/** A repair of tfjs: axes in an order that names one of them twice, or none, are refused; some backends answer them with what they find. */
import { replaceKernel, type Replacement } from "./replace_kernel.ts";

/**
 * Has the kernel `Transpose` of a backend refuse what is no order of axes.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairPermutations(backendName: string): void {
  replaceKernel("Transpose", backendName, checked);
}

const checked: Replacement = (shipped) => (given) => {
  const { perm } = given.attrs as unknown as { readonly perm: readonly number[] }, rank = given.inputs.x!.shape.length;
  if (perm.length === rank && new Set(perm).size === rank && perm.every((axis) => Number.isInteger(axis))) {
    return shipped(given);
  }
  throw new RangeError(
    `Cannot transpose a tensor as the order must have each of its axes once, 0 to ${rank - 1}: got [${
      perm.join(", ")
    }].`,
  );
};
