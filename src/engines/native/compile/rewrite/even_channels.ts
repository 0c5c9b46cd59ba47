/**
 * Lets convolutions sum over an even number of channels, by one more of zeros. In bfloat16 oneDNN takes channels in pairs, and loses
 * the last of an odd number (oneDNN 3.7.3, AVX-512 BF16: a convolution of images of one channel is 0 everywhere).
 */
import { type } from "../../binding/attributes.ts";
import { FLOAT, INT } from "../../binding/dtypes.ts";
import type { Ref, Slot, Trace } from "../records.ts";
import { linksOf } from "./links.ts";
import { rewriting } from "./rewriting.ts";

/** The inputs that are multiplied and summed up, each with the axis of the channels. */
const SUMMED: Readonly<Record<string, readonly (readonly [input: number, axis: number])[]>> = {
  Conv2D: [[0, 3], [1, 2]],
  Conv2DBackpropInput: [[1, 3], [2, 3]],
  Conv3D: [[0, 4], [1, 3]],
  Conv3DBackpropInputV2: [[1, 4], [2, 4]],
};

const PAD = Object.freeze([type("T", FLOAT), type("Tpaddings", INT)]);

/** The same trace with an even number of channels wherever a convolution sums over them. */
export function evenChannels(trace: Trace): Trace {
  const { shape } = linksOf(trace), slots: Slot[] = [...trace.slots];
  const { at, write, place, keep, end } = rewriting(trace);
  const constant = (slot: Slot): Ref => -slots.push(slot);
  // Not by Pad, which TensorFlow takes for rows and columns where a convolution follows.
  const widened = (ref: Ref, before: readonly number[], axis: number): Ref => {
    const values = before.flatMap((_, i) => [0, i === axis ? 1 : 0]);
    const paddings = constant({ dtype: INT, shape: [before.length, 2], values });
    const zero = constant({ dtype: FLOAT, shape: [], values: [0] });
    const results = [{ dtype: FLOAT, shape: before.with(axis, before[axis]! + 1) }];
    return write({ name: "PadV2", attributes: PAD, inputs: [ref, paddings, zero], results });
  };
  for (const operation of trace.operations) {
    const summed = SUMMED[operation.name] ?? [], inputs = operation.inputs.map(at);
    for (const [input, axis] of summed) {
      const before = shape(operation.inputs[input]!);
      if (before !== undefined && before[axis]! % 2 === 1) inputs[input] = widened(inputs[input]!, before, axis);
    }
    if (summed.length === 0) keep(operation);
    else place(operation, write({ ...operation, inputs }));
  }
  return { ...end(), slots };
}
