/**
 * Gradients of images and volumes by filters whose layout oneDNN (3.7.3) has wrong: it lays a filter out in blocks of channels and fills the
 * last one up with zeros, and where those are half a block or more they fall upon other taps. Which layout it takes hangs on the processor and on
 * what is known of its caches (seen on AMD's Zen 5 in a virtual machine, not on Intel's), so all are spared it.
 *
 * - More than 32 channels (of a group), of which up to 16 are left over, such as 48, 80 or 144: by steps of more than one, and by points that
 *   are no products.
 * - Of volumes, one channel by one filter, which is also what `conv3dTranspose` answers.
 */
import { replaceKernel, type Replacement, tensorOf } from "../../../tensors/repairs/replace_kernel.ts";
import { tf } from "../../../tf.ts";
import { BACKEND } from "../binding/native_backend.ts";

/** Channels to a block. */
const BLOCK = 32;

/** Zeros behind the last of an axis. */
const longer = (x: tf.Tensor, axis: number, by: number): tf.Tensor =>
  by === 0 ? x : tf.pad(x, x.shape.map((_, i) => [0, i === axis ? by : 0]));

interface Attributes {
  readonly inputShape: number[];
  readonly strides: number | readonly number[];
  readonly pad: string | number | readonly (readonly number[])[];
}

/** How many channels, of each group, and filters of zeros a filter needs. */
function lacks(filter: readonly number[], { inputShape, strides, pad }: Attributes): readonly [number, number] {
  const [channels, filters] = filter.slice(-2) as [number, number], isVolume = inputShape.length === 5;
  if (channels === 1 && filters === 1) return [0, isVolume ? 1 : 0];
  const isPoint = filter.slice(0, -2).every((taps) => taps === 1);
  // Images without a border by points are products.
  const hasBorder = typeof pad !== "string" && [pad].flat(2).some((length) => length > 0);
  const isBlocked = isPoint ? isVolume || hasBorder : [strides].flat().some((step) => step > 1);
  const rest = channels % BLOCK;
  return [isBlocked && channels > BLOCK && rest > 0 && rest <= BLOCK / 2 ? BLOCK - rest : 0, 0];
}

const inWholeBlocks: Replacement = (shipped) => (given) => {
  const { dy, filter } = given.inputs as Readonly<Record<string, tf.Tensor>>;
  const attrs = given.attrs as unknown as Attributes, [channels, filters] = lacks(filter!.shape, attrs);
  if (channels === 0 && filters === 0) return shipped(given);
  return tf.tidy(() => {
    const { rank } = filter!, sides = attrs.inputShape.slice(0, -1), each = filter!.shape.at(-2)!;
    const groups = attrs.inputShape.at(-1)! / each, wide = [...sides, groups * (each + channels)];
    const whole = longer(longer(filter!, rank - 2, channels), rank - 1, filters);
    const inputs = { ...given.inputs, dy: longer(dy!, rank - 1, filters), filter: whole };
    const dx = tensorOf(shipped({ ...given, inputs, attrs: { ...given.attrs, inputShape: wide } }));
    if (channels === 0) return dx;
    const grouped = tf.reshape(dx, [-1, groups, each + channels]);
    return tf.reshape(tf.slice(grouped, [0, 0, 0], [-1, groups, each]), attrs.inputShape);
  });
};

for (const name of ["Conv2DBackpropInput", "Conv3DBackpropInputV2"]) replaceKernel(name, BACKEND, inWholeBlocks);
