/**
 * A repair of tfjs: convolutions of volumes that are padded to keep their size begin too late where a step is longer than a window, as
 * the padding comes out at less than nothing. What there is of it is put around the volume first.
 */
import { tf } from "../../tf.ts";
import { type Given, replaceKernel, type Replacement, tensorOf } from "./replace_kernel.ts";

/**
 * Has the kernel `Conv3D` of a backend and its gradients take such steps.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairConvolveVolumes(backendName: string): void {
  replaceKernel("Conv3D", backendName, forward);
  replaceKernel("Conv3DBackpropInputV2", backendName, byInput);
  replaceKernel("Conv3DBackpropFilterV2", backendName, byFilter);
}

type Volume = [number, number, number, number, number];
type Attributes = NonNullable<tf.NamedAttrMap> & {
  readonly strides: [number, number, number] | number;
  readonly pad: "same" | "valid" | number;
  readonly dilations?: [number, number, number] | number;
};

/** How a volume is padded, where tfjs reckons wrongly. */
function planOf(x: readonly number[], filter: readonly number[], { attrs }: Given) {
  const { strides, pad, dilations = 1 } = attrs as Attributes;
  if (pad !== "same") return undefined;
  const { padInfo } = tf.backend_util.computeConv3DInfo(x as Volume, filter as Volume, strides, dilations, pad);
  const { front, back, top, bottom, left, right } = padInfo;
  const sides = [[front, back], [top, bottom], [left, right]] as const;
  if (sides.every(([before, after]) => before + after >= 0)) return undefined;
  const around = sides.map(([before, after]): [number, number] => before + after < 0 ? [0, 0] : [before, after]);
  const pads: [number, number][] = [[0, 0], ...around, [0, 0]];
  return { pads, attrs: { ...attrs, pad: "valid" } };
}

const forward: Replacement = (shipped) => (given) => {
  const { x, filter } = given.inputs as Record<string, tf.Tensor>, plan = planOf(x!.shape, filter!.shape, given);
  if (plan === undefined) return shipped(given);
  return tf.tidy(() =>
    tensorOf(shipped({ ...given, inputs: { x: tf.pad(x!, plan.pads), filter: filter! }, attrs: plan.attrs }))
  );
};

const byInput: Replacement = (shipped) => (given) => {
  const { dy, filter } = given.inputs as Record<string, tf.Tensor>;
  const { inputShape } = given.attrs as { readonly inputShape: number[] },
    plan = planOf(inputShape, filter!.shape, given);
  if (plan === undefined) return shipped(given);
  return tf.tidy(() => {
    const whole = inputShape.map((size, axis) => size + plan.pads[axis]![0] + plan.pads[axis]![1]);
    const dx = tensorOf(
      shipped({ ...given, inputs: { dy: dy!, filter: filter! }, attrs: { ...plan.attrs, inputShape: whole } }),
    );
    return tf.slice(dx, plan.pads.map(([before]) => before), inputShape);
  });
};

const byFilter: Replacement = (shipped) => (given) => {
  const { x, dy } = given.inputs as Record<string, tf.Tensor>;
  const { filterShape } = given.attrs as { readonly filterShape: number[] },
    plan = planOf(x!.shape, filterShape, given);
  if (plan === undefined) return shipped(given);
  return tf.tidy(() =>
    tensorOf(shipped({ ...given, inputs: { x: tf.pad(x!, plan.pads), dy: dy! }, attrs: plan.attrs }))
  );
};
