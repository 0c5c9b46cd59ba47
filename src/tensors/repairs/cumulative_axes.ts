/** A repair of tfjs: running sums and products along an axis that is counted from the end. */
import { tf } from "../../tf.ts";
import { replaceKernel, type Replacement } from "./replace_kernel.ts";

/**
 * Has the kernels `Cumsum` and `Cumprod` of a backend take axes below 0.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairCumulativeAxes(backendName: string): void {
  for (const name of ["Cumsum", "Cumprod"]) replaceKernel(name, backendName, counted);
}

const counted: Replacement = (shipped) => (given) => {
  const attrs = given.attrs as tf.NamedAttrMap & { readonly axis: number };
  const [axis] = tf.util.parseAxisParam(attrs.axis, given.inputs.x!.shape) as [number];
  return shipped({ ...given, attrs: { ...attrs, axis } });
};
