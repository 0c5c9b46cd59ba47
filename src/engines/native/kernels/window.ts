/**
 * What a window (of a convolution or a pool) means to TensorFlow. Padding as PyTorch counts it becomes SAME where that
 * is the same, else a padded image and VALID: EXPLICIT would leave oneDNN's fast path and take 2.5 times as long.
 */
import { tf } from "../../../tf.ts";
import type { Pads } from "./shaping.ts";

type ConvInfo = ReturnType<typeof tf.backend_util.computeConv2DInfo>;
type Four = [number, number, number, number];

/** A window over images in the layout NHWC. */
export interface Window {
  readonly padding: "SAME" | "VALID";
  /** How the image is padded first; undefined where it need not be. */
  readonly pads: Pads | undefined;
  /** The image with its padding. */
  readonly padded: Four;
  readonly input: Four;
  readonly output: Four;
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly size: readonly [number, number];
}

/** Says what a window means to TensorFlow. */
export function windowOf(info: ConvInfo): Window {
  if (info.dataFormat !== "channelsLast") {
    throw new Error("Cannot compute on images as the native engine wants their channels last: got dataFormat NCHW");
  }
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = info;
  const rows = along(inHeight, outHeight, info.strideHeight, info.effectiveFilterHeight, padInfo.top);
  const columns = along(inWidth, outWidth, info.strideWidth, info.effectiveFilterWidth, padInfo.left);
  const same = rows.same && columns.same;
  const pads = same || rows.before + rows.after + columns.before + columns.after === 0
    ? undefined
    : [[0, 0], [rows.before, rows.after], [columns.before, columns.after], [0, 0]] as const;
  return {
    padding: same ? "SAME" : "VALID",
    pads,
    padded: pads === undefined
      ? [batchSize, inHeight, inWidth, inChannels]
      : [batchSize, inHeight + rows.before + rows.after, inWidth + columns.before + columns.after, inChannels],
    input: [batchSize, inHeight, inWidth, inChannels],
    output: [batchSize, outHeight, outWidth, outChannels],
    strides: [1, info.strideHeight, info.strideWidth, 1],
    dilations: [1, info.dilationHeight, info.dilationWidth, 1],
    size: [info.filterHeight, info.filterWidth],
  };
}

/** The padding along one axis, after the image no more than the last window needs. */
function along(input: number, output: number, stride: number, size: number, before: number) {
  const after = Math.max(0, (output - 1) * stride + size - input - before);
  const wanted = Math.max(0, (Math.ceil(input / stride) - 1) * stride + size - input);
  const same = output === Math.ceil(input / stride) && before === Math.floor(wanted / 2) &&
    before + after === wanted;
  return { before, after, same };
}
