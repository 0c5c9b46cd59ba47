/** The window of a convolution: sizes, steps and taps. */
import { tf } from "../../tf.ts";

type Pair = readonly [number, number];
type Size = number | readonly [number, number];

/** The attributes of tfjs's convolution kernels. */
export interface Attributes {
  readonly strides: Size;
  readonly pad: "same" | "valid" | number | [Pair, Pair, Pair, Pair];
  readonly dilations?: Size;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** A window and how it moves, heights before widths. */
export interface Window {
  readonly n: number;
  readonly ci: number;
  readonly co: number;
  readonly input: Pair;
  readonly output: Pair;
  readonly stride: Pair;
  /** The taps in the order of the filter: how far down and across they lie from where the window's step begins. */
  readonly taps: readonly Pair[];
  /** Whether every pixel is met by itself: then the convolution is a product of matrices. */
  readonly isPoint: boolean;
}

/** Works out the window of a convolution. */
export function windowOf(xShape: readonly number[], filterShape: readonly number[], attributes: Attributes): Window {
  const { strides, pad, dilations = 1, dataFormat = "NHWC", dimRoundingMode } = attributes;
  if (dataFormat !== "NHWC") {
    throw new RangeError(
      `Cannot convolve as this engine wants the channels last: got data format ${dataFormat}\n` +
        `Transpose the images to [batch, height, width, channels].`,
    );
  }
  const info = tf.backend_util.computeConv2DInfo(
    xShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides as number,
    dilations as number,
    pad as "same",
    dimRoundingMode,
  );
  const { padInfo, filterHeight, filterWidth, dilationHeight, dilationWidth } = info;
  const taps = Array.from({ length: filterHeight * filterWidth }, (_, tap): Pair => [
    Math.floor(tap / filterWidth) * dilationHeight - padInfo.top,
    (tap % filterWidth) * dilationWidth - padInfo.left,
  ]);
  const stride: Pair = [info.strideHeight, info.strideWidth];
  const input: Pair = [info.inHeight, info.inWidth], output: Pair = [info.outHeight, info.outWidth];
  const [first] = taps;
  return {
    n: info.batchSize,
    ci: info.inChannels,
    co: info.outChannels,
    ...{ input, output, stride, taps },
    isPoint: taps.length === 1 && first![0] === 0 && first![1] === 0 && `${input}` === `${output}` &&
      (stride[0] === 1 || output[0] === 1) && (stride[1] === 1 || output[1] === 1),
  };
}

/**
 * Which places of a line see pixels: of the places 0, 1, ... that lie `step` apart, those for which `offset` more is
 * within the input.
 *
 * @returns The first of them, and how many.
 */
export function meets(offset: number, step: number, places: number, input: number): Pair {
  const first = Math.max(0, Math.ceil(-offset / step));
  const end = Math.min(places, Math.ceil((input - offset) / step));
  return [first, Math.max(0, end - first)];
}
