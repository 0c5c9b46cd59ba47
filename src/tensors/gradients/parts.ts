/** Gradients of what takes some numbers of a tensor, repeats them, or puts all in another order; tfjs lacks them, or loses a tensor that is alone. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";

interface Strided {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

/** What was taken goes back to its place, axis by axis; what lies between gets 0. */
export const stridedSlice: Gradient = {
  kernelName: "StridedSlice",
  inputsToSave: ["x"],
  gradFunc: (dy, saved, attributes: Strided) => ({
    x: () => {
      const { shape } = saved[0]!, { begin, end, strides } = attributes;
      const { beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
      const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const;
      const taken = tf.slice_util.sliceInfo(shape, begin, end, strides, ...masks);
      const counts = shape.map((_, i) => Math.ceil((taken.end[i]! - taken.begin[i]!) / taken.strides[i]!));
      return shape.reduce((slopes: tf.Tensor, size, axis) => {
        const places = new Int32Array(size).fill(counts[axis]!);
        for (let i = 0; i < counts[axis]!; i++) places[taken.begin[axis]! + i * taken.strides[axis]!] = i;
        const rim = slopes.shape.map((_, i): [number, number] => [0, i === axis ? 1 : 0]);
        return tf.gather(tf.pad(slopes, rim), tf.tensor1d(places, "int32"), axis);
      }, tf.reshape(dy, counts));
    },
  }),
};

/** What was taken more than once gets the sum. */
export const gatherNd: Gradient = {
  kernelName: "GatherNd",
  inputsToSave: ["params", "indices"],
  gradFunc: (dy, saved) => {
    const [params, indices] = saved as [tf.Tensor, tf.Tensor];
    return { params: () => tf.scatterND(indices, dy, params.shape) };
  },
};

/** The other way round: blocks of pixels become channels again. */
export const depthToSpace: Gradient = {
  kernelName: "DepthToSpace",
  inputsToSave: ["x"],
  gradFunc: (dy, saved, { blockSize, dataFormat }: { readonly blockSize: number; readonly dataFormat: string }) => ({
    x: () => {
      const isLast = dataFormat === "NHWC", { shape } = saved[0]!;
      const [batch, height, width] = isLast ? shape : [shape[0]!, shape[2]!, shape[3]!];
      const images = isLast ? dy : tf.transpose(dy, [0, 2, 3, 1]);
      const blocks = tf.reshape(images, [batch!, height!, blockSize, width!, blockSize, -1]);
      const pixels = tf.reshape(tf.transpose(blocks, [0, 1, 3, 2, 4, 5]), [batch!, height!, width!, -1]);
      return isLast ? pixels : tf.transpose(pixels, [0, 3, 1, 2]);
    },
  }),
};

/** The largest ones have the slopes, all others 0. */
export const topK: Gradient = {
  kernelName: "TopK",
  inputsToSave: ["x"],
  outputsToSave: [false, true],
  gradFunc: (dys, saved) => {
    const [x, places] = saved as [tf.Tensor, tf.Tensor], [dy] = [dys].flat() as [tf.Tensor];
    const chosen = () => tf.oneHot(tf.cast(places, "int32"), x.shape.at(-1)!, 1, 0, "float32");
    return { x: () => tf.sum(tf.mul(chosen(), tf.expandDims(dy, -1)), -2) };
  },
};

/** The numbers on the diagonal. */
export const diag: Gradient = {
  kernelName: "Diag",
  inputsToSave: ["x"],
  gradFunc: (dy, saved) => ({
    x: () => {
      const { shape, size } = saved[0]!;
      return tf.reshape(tf.sum(tf.mul(tf.reshape(dy, [size, size]), tf.eye(size)), 1), shape);
    },
  }),
};

/** tfjs hands over a list, and where there is one tensor that alone. */
const listed = (dys: tf.Tensor): tf.Tensor[] => [dys].flat();

/** The parts one behind another. */
export const splitV: Gradient = {
  kernelName: "SplitV",
  gradFunc: (dys, _, { axis }: { readonly axis: number }) => ({ x: () => tf.concat(listed(dys), axis) }),
};

/** The parts one upon another. */
export const unpack: Gradient = {
  kernelName: "Unpack",
  gradFunc: (dys, _, { axis }: { readonly axis: number }) => ({ value: () => tf.stack(listed(dys), axis) }),
};

/** Sums over the copies along one axis after the other, of any number of axes. */
export const tile: Gradient = {
  kernelName: "Tile",
  inputsToSave: ["x"],
  gradFunc: (dy, saved, { reps }: { readonly reps: readonly number[] }) => ({
    x: () => {
      const { shape } = saved[0]!, size = tf.util.sizeFromShape;
      const sum = shape.reduce<tf.Tensor>((left, length, axis) => {
        if (reps[axis] === 1) return left;
        const outer = size(shape.slice(0, axis)), inner = length * size(dy.shape.slice(axis + 1));
        return tf.sum(tf.reshape(left, [outer, reps[axis]!, inner]), 1);
      }, dy);
      return tf.reshape(sum, shape);
    },
  }),
};

interface Attributes {
  readonly paddings: readonly (readonly [number, number])[];
  readonly mode: "reflect" | "symmetric";
}

/** The inside, and on each axis both rims folded back onto it: each number of a rim, which tfjs leaves out, is one of the inside. */
export const mirrorPad: Gradient = {
  kernelName: "MirrorPad",
  inputsToSave: ["x"],
  gradFunc: (dy, saved, { paddings, mode }: Attributes) => ({
    x: () => {
      const { shape } = saved[0]!, edge = mode === "reflect" ? 1 : 0;
      return shape.reduce<tf.Tensor>((sum, size, axis) => fold(sum, axis, size, paddings[axis]!, edge), dy);
    },
  }),
};

function fold(
  dy: tf.Tensor,
  axis: number,
  size: number,
  [before, after]: readonly [number, number],
  edge: number,
): tf.Tensor {
  if (before + after === 0) return dy;
  const outer = tf.util.sizeFromShape(dy.shape.slice(0, axis)), inner = tf.util.sizeFromShape(dy.shape.slice(axis + 1));
  const flat = tf.reshape(dy, [outer, before + size + after, inner]);
  const part = (start: number, length: number) => tf.slice(flat, [0, start, 0], [outer, length, inner]);
  const place = (rim: tf.Tensor, start: number, length: number) =>
    tf.pad(tf.reverse(rim, 1), [[0, 0], [start, size - start - length], [0, 0]]);
  let inside: tf.Tensor = part(before, size);
  if (before > 0) inside = tf.add(inside, place(part(0, before), edge, before));
  if (after > 0) inside = tf.add(inside, place(part(before + size, after), size - edge - after, after));
  return tf.reshape(inside, dy.shape.with(axis, size));
}
