/**
 * Lets convolutions and products in bfloat16 sum over what oneDNN (3.7.3) adds up rightly, by zeros that change no sum and by other shapes.
 *
 * - It takes channels in pairs, and loses the last of an odd number: images of one channel come out as 0.
 * - With AMX it takes a row of the filter at once where there are less than 32 channels, and answers what lies about where that row is a
 *   multiple of 32 numbers and more than those: the patches of a vision transformer, 16 wide, are all wrong.
 * - With AMX it answers that, too, for a product of up to 32 rows by 49 to 63 columns, transposed, that stands alone in more than three axes. So
 *   this comes after a step is in halves, as half of two of them is one.
 * - Without AMX it reads and writes past the end of the gradient of a filter that is deeper or taller than its volumes.
 */
import { type Attribute, text, type } from "../../binding/attributes.ts";
import { FLOAT, INT } from "../../binding/dtypes.ts";
import type { Operation, Ref, Slot, Trace } from "../records.ts";
import { linksOf } from "./links.ts";
import { rewriting } from "./rewriting.ts";

/** How many numbers go into a tile of AMX at once. */
const TILE = 32;
const PRODUCT = "BatchMatMulV2";
const PAD = Object.freeze([type("T", FLOAT), type("Tpaddings", INT)]);
const RESHAPE = Object.freeze([type("T", FLOAT), type("Tshape", INT)]);
const BY_VOLUMES = "Conv3DBackpropFilterV2";
const FORWARD = new Set(["Conv2D", "Conv3D"]), BY_INPUT = new Set(["Conv2DBackpropInput", "Conv3DBackpropInputV2"]);

/** Lengths before and after, on each axis. */
type Pads = readonly (readonly [number, number])[];

/** The same trace with sums that come out right. */
export function soundSums(trace: Trace): Trace {
  const { shape } = linksOf(trace), slots: Slot[] = [...trace.slots];
  const { at, write, place, keep, end } = rewriting(trace);
  const constant = (slot: Slot): Ref => -slots.push(slot);
  // Not by Pad, which TensorFlow takes for rows and columns where a convolution follows.
  const padded = (ref: Ref, before: readonly number[], pads: Pads): Ref => {
    if (pads.flat().every((length) => length === 0)) return ref;
    const paddings = constant({ dtype: INT, shape: [before.length, 2], values: pads.flat() });
    const zero = constant({ dtype: FLOAT, shape: [], values: [0] });
    const results = [{ dtype: FLOAT, shape: before.map((length, axis) => length + pads[axis]![0] + pads[axis]![1]) }];
    return write({ name: "PadV2", attributes: PAD, inputs: [ref, paddings, zero], results });
  };
  const reshaped = (ref: Ref, shape: readonly number[]): Ref => {
    const inputs = [ref, constant({ dtype: INT, shape: [shape.length], values: shape })];
    return write({ name: "Reshape", attributes: RESHAPE, inputs, results: [{ dtype: FLOAT, shape }] });
  };
  for (const operation of trace.operations) {
    const alone = ofOne(operation);
    if (alone !== undefined) {
      const factors = operation.inputs.map((ref) => reshaped(at(ref), [1, ...shape(ref)!.slice(-2)]));
      const results = [{ dtype: FLOAT, shape: [1, ...alone.slice(-2)] }];
      place(operation, reshaped(write({ ...operation, inputs: factors, results }), alone));
      continue;
    }
    const deep = operation.name === BY_VOLUMES ? deepened(operation, shape) : undefined;
    if (deep !== undefined) {
      const [x, sizes, dy] = operation.inputs as readonly [Ref, Ref, Ref];
      const volumes = padded(at(x), shape(x)!, [[0, 0], ...deep, [0, 0]]);
      const attributes = unpadded(operation.attributes);
      place(operation, write({ ...operation, inputs: [volumes, at(sizes), at(dy)], attributes }));
      continue;
    }
    const { name, inputs } = operation, isForward = FORWARD.has(name);
    const summed = isForward ? inputs : BY_INPUT.has(name) ? inputs.slice(1).toReversed() : [];
    const [x, filter] = summed.map(shape), [image, weights] = summed.map(at);
    if (x === undefined || filter === undefined) {
      keep(operation);
      continue;
    }
    const none: Pads = x.map(() => [0, 0]), odd = [0, x.at(-1)! % 2] as const;
    const around = isForward ? framed(operation, x, filter) : undefined,
      tap = [0, around === undefined ? 0 : 1] as const;
    const wide = padded(image!, x, [[0, 0], ...around ?? none.slice(2), odd]);
    const long = padded(weights!, filter, none.with(-3, tap).with(isForward ? -2 : -1, odd));
    place(
      operation,
      write({
        ...{ ...operation, inputs: isForward ? [wide, long] : [at(inputs[0]!), long, wide] },
        attributes: around === undefined ? operation.attributes : unpadded(operation.attributes),
      }),
    );
  }
  return { ...end(), slots };
}

/** The shape of a product that stands alone in more than three axes; undefined of all else. */
function ofOne({ name, results }: Operation): readonly number[] | undefined {
  const { dtype, shape } = results[0] ?? {};
  const isOne = name === PRODUCT && dtype === FLOAT && shape !== undefined && shape.length > 3;
  return isOne && shape.slice(0, -2).every((length) => length === 1) ? shape : undefined;
}

/** What is put around an image so that a filter with one more tap to the right finds room; undefined where it needs none. */
function framed({ attributes, results }: Operation, x: readonly number[], filter: readonly number[]): Pads | undefined {
  const channels = x.at(-1)! + x.at(-1)! % 2, row = filter.at(-3)! * channels, output = results[0]!.shape;
  if (channels >= TILE || row <= TILE || row % TILE !== 0 || output === undefined) return undefined;
  return around(attributes, { x, filter, output, further: 1 });
}

/** What is put around volumes that are less deep or tall than the filter whose gradient is asked for; undefined where they need none. */
function deepened({ attributes, inputs, results }: Operation, shape: (ref: Ref) => readonly number[] | undefined) {
  const x = shape(inputs[0]!), filter = results[0]!.shape, output = shape(inputs[2]!);
  if (x === undefined || filter === undefined || output === undefined) return undefined;
  return x[1]! < filter[0]! || x[2]! < filter[1]! ? around(attributes, { x, filter, output, further: 0 }) : undefined;
}

/** The borders that padding stands for, and room for so many more taps to the right. */
function around(
  attributes: readonly Attribute[],
  { x, filter, output, further }: Readonly<Record<"x" | "filter" | "output", readonly number[]>> & {
    readonly further: number;
  },
): Pads {
  const of = (name: string) => attributes.find((attribute) => attribute.name === name)?.value;
  const strides = of("strides") as readonly number[], apart = of("dilations") as readonly number[] | undefined;
  const isSame = of("padding") === "SAME";
  return x.slice(1, -1).map((length, i) => {
    const distance = apart?.[i + 1] ?? 1,
      span = (output[i + 1]! - 1) * strides[i + 1]! + (filter[i]! - 1) * distance + 1;
    const lacks = Math.max(0, span - length), before = isSame ? Math.floor(lacks / 2) : 0;
    const reach = i === x.length - 3 ? span + distance * further : span;
    return [before, Math.max(0, reach - length - before)];
  });
}

const unpadded = (attributes: readonly Attribute[]): readonly Attribute[] => [
  ...attributes.filter(({ name }) => name !== "padding" && name !== "explicit_paddings"),
  text("padding", "VALID"),
];
