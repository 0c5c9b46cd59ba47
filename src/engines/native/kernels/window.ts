/**
 * What a window (of a convolution or a pool) means to TensorFlow. Padding as PyTorch counts it becomes SAME where that
 * is the same, else a padded image and VALID: EXPLICIT would leave oneDNN's fast path and take 2.5 times as long.
 */
import type { tf } from "../../../tf.ts";
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
  /** The part of the filter that ever sees the image, where the rest sees only padding: 3 by 3 on one pixel is 1 by 1. */
  readonly taps: Taps | undefined;
}

/** A part of a filter. */
export interface Taps {
  readonly begin: readonly [number, number];
  readonly size: readonly [number, number];
}

/** Says what a window means to TensorFlow. */
export function windowOf(info: ConvInfo): Window {
  if (info.dataFormat !== "channelsLast") {
    throw new Error("Cannot compute on images as the native engine wants their channels last: got dataFormat NCHW");
  }
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = info;
  const [tall, wide] = [taps(info, "Height", padInfo.top), taps(info, "Width", padInfo.left)];
  const rows = along(inHeight, outHeight, info.strideHeight, tall.effective, tall.before);
  const columns = along(inWidth, outWidth, info.strideWidth, wide.effective, wide.before);
  const same = rows.same && columns.same;
  const around = [[0, 0], [rows.before, rows.after], [columns.before, columns.after], [0, 0]] as const;
  const pads = same || around.flat().every((width) => width === 0) ? undefined : around;
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
    size: [tall.size, wide.size],
    taps: tall.size === info.filterHeight && wide.size === info.filterWidth
      ? undefined
      : { begin: [tall.begin, wide.begin], size: [tall.size, wide.size] },
  };
}

/** The taps of a filter along one axis that see the image at some place of the window. */
function taps(info: ConvInfo, axis: "Height" | "Width", before: number) {
  const size = info[`filter${axis}`], dilation = info[`dilation${axis}`], effective = info[`effectiveFilter${axis}`];
  const input = info[`in${axis}`], output = info[`out${axis}`], stride = info[`stride${axis}`];
  // Dilated filters are rare and keep their size.
  if (before === 0 && (output - 1) * stride + effective <= input || dilation > 1) {
    return { begin: 0, size, effective, before };
  }
  const sees = (tap: number) => {
    for (let at = tap - before; at <= tap - before + (output - 1) * stride; at += stride) {
      if (at >= 0 && at < input) return true;
    }
    return false;
  };
  const seeing = Array.from({ length: size }, (_, tap) => tap).filter(sees);
  if (seeing.length === 0) return { begin: 0, size, effective, before };
  const begin = seeing[0]!, kept = seeing.at(-1)! - begin + 1;
  return { begin, size: kept, effective: kept, before: before - begin };
}

/** The padding along one axis, after the image no more than the last window needs. */
function along(input: number, output: number, stride: number, size: number, before: number) {
  const after = Math.max(0, (output - 1) * stride + size - input - before);
  const wanted = Math.max(0, (Math.ceil(input / stride) - 1) * stride + size - input);
  const same = output === Math.ceil(input / stride) && before === Math.floor(wanted / 2) &&
    before + after === wanted;
  return { before, after, same };
}
