/** Where the window of a convolution meets pixels. */
import { tf } from "../tf.ts";

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
  /** The size of the filter as it was given. */
  readonly full: Pair;
  /** The taps left after those were cut that never meet a pixel, as at the rim of a small image. */
  readonly taps: Pair;
  /** The first of these taps in the filter. */
  readonly first: Pair;
  readonly isTrimmed: boolean;
  /** Top, right, bottom, left, for the taps that are left. */
  readonly pad: readonly [number, number, number, number];
  readonly stride: Pair;
  readonly dilation: Pair;
  /** Whether one tap is left and nothing is padded: then the convolution is a product of matrices. */
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
  const { padInfo, strideHeight, strideWidth, dilationHeight, dilationWidth, filterHeight, filterWidth } = info;
  const rows = axis(info.inHeight, info.outHeight, filterHeight, strideHeight, dilationHeight, padInfo.top);
  const columns = axis(info.inWidth, info.outWidth, filterWidth, strideWidth, dilationWidth, padInfo.left);
  const taps: Pair = [rows.taps, columns.taps];
  return {
    n: info.batchSize,
    ci: info.inChannels,
    co: info.outChannels,
    input: [info.inHeight, info.inWidth],
    output: [info.outHeight, info.outWidth],
    full: [filterHeight, filterWidth],
    taps,
    first: [rows.first, columns.first],
    isTrimmed: rows.taps < filterHeight || columns.taps < filterWidth,
    pad: [rows.near, columns.far, rows.far, columns.near],
    stride: [strideHeight, strideWidth],
    dilation: [dilationHeight, dilationWidth],
    isPoint: taps[0] * taps[1] === 1 && rows.near + rows.far + columns.near + columns.far === 0,
  };
}

/** One axis: the taps that meet a pixel, and the padding that they want before and after. */
function axis(input: number, output: number, k: number, stride: number, dilation: number, pad: number) {
  const meets = (tap: number) => {
    for (let o = 0; o < output; o++) {
      const at = o * stride + tap * dilation - pad;
      if (at >= 0 && at < input) return true;
    }
    return false;
  };
  let first = 0, last = k - 1;
  while (first < last && !meets(first)) first++;
  while (last > first && !meets(last)) last--;
  const part = { first, taps: last - first + 1, ...padding(first, last - first + 1) };
  // Fewer taps must not leave room for one more output.
  const room = Math.floor((input + part.near + part.far - (part.taps - 1) * dilation - 1) / stride) + 1;
  return room === output && part.near >= 0 ? part : { first: 0, taps: k, ...padding(0, k) };

  function padding(first: number, taps: number) {
    const near = pad - first * dilation;
    return { near, far: Math.max(0, (output - 1) * stride + (taps - 1) * dilation + 1 - input - near) };
  }
}
