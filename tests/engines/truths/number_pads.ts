/** Padding by a number, where filters are no squares and steps no two alike: it is zeros around the image, and nothing else. */
import { tf } from "../../../src/tf.ts";
import type { Truth } from "./values.ts";

type Two = [number, number];
type Window = (x: tf.Tensor4D, size: Two, strides: Two, pad: number | "valid") => tf.Tensor;

const waves = (shape: number[], phase: number) =>
  tf.sin(tf.reshape(tf.range(phase, phase + tf.util.sizeFromShape(shape)), shape));
const filter = ([height, width]: Two) => waves([height, width, 3, 2], 0.5) as tf.Tensor4D;

/** Each with what is around an image that stands for no padding. */
const WINDOWS: Readonly<Record<string, readonly [Window, around: number]>> = {
  conv2d: [(x, size, strides, pad) => tf.conv2d(x, filter(size), strides, pad), 0],
  depthwiseConv2d: [(x, size, strides, pad) => tf.depthwiseConv2d(x, filter(size), strides, pad), 0],
  maxPool: [tf.maxPool, -100],
};
const HOW: readonly (readonly [size: Two, strides: Two, pad: number])[] = [
  [[3, 1], [1, 1], 0],
  [[2, 3], [1, 1], 1],
  [[3, 3], [2, 1], 1],
  [[3, 3], [1, 2], 0],
  [[3, 2], [3, 2], 1],
];

/** Whose windows at the rim see nothing of the image. */
const ONE: typeof HOW = [[[1, 1], [1, 1], 1]];

function answers(window: Window, [size, strides, pad]: (typeof HOW)[number], around: number | undefined): tf.Tensor[] {
  const [n, w] = [[0, 0], [pad, pad]] as [Two, Two];
  const compute = (x: tf.Tensor) =>
    around === undefined
      ? window(x as tf.Tensor4D, size, strides, pad)
      : window(tf.pad(x, [n, w, w, n], around) as tf.Tensor4D, size, strides, "valid");
  const x = waves([2, 5, 6, 3], 0), { value, grad } = tf.valueAndGrad(compute)(x, waves(compute(x).shape, 2));
  return [value, grad];
}

/** Every row: the largest difference that it makes who pads, in what comes out and in gradients. */
export const numberPads: readonly Truth[] = [
  ...Object.entries(WINDOWS).flatMap(([name, [window, around]]) =>
    [...HOW, ...name === "maxPool" ? [] : ONE].map((how): Truth => ({
      name: `${name} of ${how[0]} by ${how[1]} with ${how[2]} around`,
      want: [0],
      run: () => {
        const [told, byHand] = [answers(window, how, undefined), answers(window, how, around)];
        return tf.max(tf.stack(told.map((tensor, i) => tf.max(tf.abs(tf.sub(tensor, byHand[i]!))))));
      },
    }))
  ),
  {
    name: "conv2d to one column, by longer steps to the right than down",
    want: [3, 12, 21, 30, 39, 48],
    run: () => {
      const x = tf.reshape(tf.range(0, 18), [2, 3, 3, 1]) as tf.Tensor4D;
      return tf.reshape(tf.conv2d(x, tf.ones([1, 3, 1, 1]) as tf.Tensor4D, [1, 2], "valid"), [-1]);
    },
  },
];
