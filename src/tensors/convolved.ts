/**
 * Convolutions of sequences, images and volumes, with groups, steps and gaps of any size: tfjs's own where it has one, and made of it
 * where it refuses.
 */
import { tf } from "../tf.ts";
import { takesGroups } from "./declared.ts";
import { type Around, bordered, widthsOf } from "./padding.ts";
import { real } from "./real.ts";

/** How a kernel goes over places; one number for each side. */
export interface Convolving {
  /** Places from one position to the next. */
  readonly strides: readonly number[];
  /** Places from one number of the kernel to the next. */
  readonly dilations: readonly number[];
  /** What stands around. */
  readonly around: Around;
  /** Groups of neighbouring channels, each by itself. */
  readonly groups: number;
}

/**
 * A convolution, from [batch, ...sides, channels] to [batch, ...sides, filters].
 *
 * @param input Of rank 3, 4 or 5.
 * @param kernel [...sides, channels / groups, filters].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { convolved } from "./convolved.ts";
 *
 * const how = { strides: [2], dilations: [2], around: "valid", groups: 1 } as const;
 * const y = convolved(tf.tensor3d([1, 2, 3, 4, 5], [1, 5, 1]), tf.tensor3d([1, 10], [2, 1, 1]), how);
 * assertEquals([...y.dataSync()], [31, 53]);
 * ```
 */
export function convolved<T extends tf.Tensor>(input: T, kernel: tf.Tensor, how: Convolving): T {
  const x = real(input);
  if (how.strides.some((step) => step > 1) && how.dilations.some((gap) => gap > 1)) return apart(x, kernel, how);
  if (x.rank === 3) return ofSequence(x, kernel, how);
  return (x.rank === 4 ? ofImage(x as never, kernel as never, how) : ofVolume(x, kernel, how)) as T;
}

/**
 * Refuses groups that channels and filters cannot be dealt out to.
 *
 * @throws {RangeError} If `groups` does not divide both.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { requireGroups } from "./convolved.ts";
 *
 * assertThrows(() => requireGroups("conv2d", { groups: 2, channels: 3, filters: 4 }), RangeError, "got 2 groups of 3");
 * ```
 */
export function requireGroups(
  part: string,
  { groups, channels, filters }: { readonly groups: number; readonly channels: number; readonly filters: number },
): void {
  if (channels % groups === 0 && filters % groups === 0) return;
  throw new RangeError(
    `Cannot make ${part} as groups must divide channels and filters: got ${groups} groups of ${channels} channels and ${filters} filters.`,
  );
}

/** Steps of more than one place over a kernel with gaps: what no number of the kernel meets is left out first. */
function apart<T extends tf.Tensor>(x: T, kernel: tf.Tensor, { strides, dilations, around, groups }: Convolving): T {
  const widths = widthsOf(x.shape, around, reachOf(kernel, dilations), strides);
  const common = strides.map((step, i) => divisorOf(step, dilations[i]!));
  const seen = every(bordered(x, widths, 0), common), near = strides.map(() => 1);
  const steps = strides.map((step, i) => step / common[i]!), gaps = dilations.map((gap, i) => gap / common[i]!);
  const how = { dilations: gaps, around: "valid", groups } as const;
  const isOne = steps.every((step) => step === 1) || gaps.every((gap) => gap === 1);
  if (isOne) return convolved(seen, kernel, { ...how, strides: steps });
  return every(convolved(seen, kernel, { ...how, strides: near }), steps);
}

function ofSequence<T extends tf.Tensor>(x: T, kernel: tf.Tensor, how: Convolving): T {
  const { strides: [stride], dilations: [dilation], around, groups } = how;
  const padded = bordered(x, widthsOf(x.shape, around, reachOf(kernel, [dilation!]), [stride!]), 0);
  const [batch, places, channels] = padded.shape as [number, number, number];
  const rows = tf.reshape(padded, [batch, 1, places, channels]) as tf.Tensor4D;
  const filter = tf.reshape(kernel, [1, ...kernel.shape as [number, number, number]]) as tf.Tensor4D;
  const y = ofImage(rows, filter, { strides: [1, stride!], dilations: [1, dilation!], around: "valid", groups });
  return tf.reshape(y, [batch, y.shape[2], y.shape[3]]) as T;
}

/** By one operation where there is one: for a single group, for groups of one channel, and for others where the engine takes them. */
function ofImage(x: tf.Tensor4D, kernel: tf.Tensor4D, { strides, dilations, around, groups }: Convolving): tf.Tensor4D {
  const even = typeof around === "string" ? around : evenOf(around, [kernel.shape, strides, dilations]);
  const padded = even === undefined ? bordered(x, around as never, 0) : x, pad = even ?? "valid";
  const [step, gap] = [[...strides] as [number, number], [...dilations] as [number, number]];
  if (groups === 1) return tf.conv2d(padded, kernel, step, pad, "NHWC", gap);
  const [height, width, , filters] = kernel.shape;
  if (groups === x.shape[3]) {
    const filter = tf.reshape(kernel, [height, width, groups, filters / groups]) as tf.Tensor4D;
    return tf.depthwiseConv2d(padded, filter, step, pad, "NHWC", gap);
  }
  // In bfloat16 oneDNN sums over channels in pairs; an odd number of them cannot be filled up group by group.
  if (takesGroups() && kernel.shape[2] % 2 === 0 && filters / groups % 2 === 0) {
    const attributes = { strides: step, pad, dataFormat: "NHWC", dilations: gap };
    return tf.engine().runKernel("Conv2D", { x: padded, filter: kernel }, attributes) as tf.Tensor4D;
  }
  const kernels = tf.split(kernel, groups, 3) as tf.Tensor4D[], parts = tf.split(padded, groups, 3) as tf.Tensor4D[];
  return tf.concat(parts.map((part, i) => tf.conv2d(part, kernels[i]!, step, pad, "NHWC", gap)), 3);
}

/**
 * By tfjs's own where it can; groups and gaps plane by plane of the kernel, each a convolution of images, and on wasm all, whose kernels
 * for volumes are plain JavaScript and take five times as long.
 */
function ofVolume(x: tf.Tensor, kernel: tf.Tensor, how: Convolving): tf.Tensor {
  const { strides: [down, ...strides], dilations: [far, ...dilations], around, groups } = how;
  const padded = bordered(x, widthsOf(x.shape, around, reachOf(kernel, how.dilations), how.strides), 0);
  if (groups === 1 && how.dilations.every((gap) => gap === 1) && tf.getBackend() !== "wasm") {
    return tf.conv3d(padded as tf.Tensor5D, kernel as tf.Tensor5D, how.strides as [number, number, number], "valid");
  }
  const [batch, depth, ...plane] = padded.shape as [number, number, number, number, number];
  const [planes, ...filter] = kernel.shape as [number, number, number, number, number];
  const places = Math.floor((depth - (planes - 1) * far! - 1) / down!) + 1, length = (places - 1) * down! + 1;
  const flat = { strides, dilations, around: "valid", groups } as const;
  const parts = Array.from({ length: planes }, (_, k) => {
    const part = tf.slice(padded, [0, k * far!, 0, 0, 0], [batch, length, ...plane]);
    const images = tf.reshape(every(part, [down!, 1, 1]), [batch * places, ...plane]) as tf.Tensor4D;
    const of = tf.reshape(tf.slice(kernel, [k, 0, 0, 0, 0], [1, ...filter]), filter) as tf.Tensor4D;
    return ofImage(images, of, flat);
  });
  const y = parts.reduce((sum, part) => tf.add(sum, part));
  return tf.reshape(y, [batch, places, ...y.shape.slice(1)]);
}

/** Places under a kernel along each side, gaps counted. */
function reachOf(kernel: tf.Tensor, dilations: readonly number[]): number[] {
  return dilations.map((gap, i) => (kernel.shape[i]! - 1) * gap + 1);
}

/** Every so manieth place of each side: the mean of windows of one place. */
function every<T extends tf.Tensor>(x: T, steps: readonly number[]): T {
  if (steps.every((step) => step === 1)) return x;
  const [batch, ...sides] = x.shape.slice(0, -1) as [number, number, number, number], channels = x.shape.at(-1)!;
  if (x.rank === 3) {
    const rows = tf.reshape(x, [batch, 1, sides[0]!, channels]) as tf.Tensor4D;
    const y = tf.avgPool(rows, 1, [1, steps[0]!], "valid");
    return tf.reshape(y, [batch, y.shape[2], channels]) as T;
  }
  if (x.rank === 4) return tf.avgPool(x as never, 1, [...steps] as [number, number], "valid") as T;
  return tf.avgPool3d(x as never, 1, [...steps] as [number, number, number], "valid") as T;
}

/** One number of pixels for every side, where it is that, and tfjs takes it for that: it knows no sides that differ in anything else. */
function evenOf(
  around: readonly (readonly [number, number])[],
  sides: readonly (readonly number[])[],
): number | "valid" | undefined {
  const [[width]] = around as [readonly [number, number]];
  if (!around.every(([before, after]) => before === width && after === width)) return;
  return width === 0 ? "valid" : sides.every(([down, right]) => down === right) ? width : undefined;
}

function divisorOf(a: number, b: number): number {
  return b === 0 ? a : divisorOf(b, a % b);
}

/** How a transposed convolution spreads places; one number for each side. */
export interface Spreading {
  /** Places of the output from one position to the next. */
  readonly strides: readonly number[];
  /** Places that are cut off at both ends. */
  readonly padding: readonly number[];
  /** The sizes of what comes out. */
  readonly sides: readonly number[];
}

/**
 * A transposed convolution, from [batch, ...sides, channels] to [batch, ...sides, filters].
 *
 * @param input Of rank 3, 4 or 5.
 * @param kernel [...sides, filters, channels].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { spreadConvolved } from "./convolved.ts";
 *
 * const kernel = tf.tensor3d([1, 10], [2, 1, 1]), how = { strides: [1], padding: [0], sides: [3] };
 * assertEquals([...spreadConvolved(tf.tensor3d([1, 2], [1, 2, 1]), kernel, how).dataSync()], [1, 12, 20]);
 * ```
 */
export function spreadConvolved<T extends tf.Tensor>(
  input: T,
  kernel: tf.Tensor,
  { strides, padding, sides }: Spreading,
): T {
  const x = real(input);
  const batch = x.shape[0]!, filters = kernel.shape.at(-2)!;
  if (x.rank === 3) {
    const rows = tf.reshape(x, [batch, 1, x.shape[1]!, x.shape[2]!]);
    const filter = tf.reshape(kernel, [1, ...kernel.shape as [number, number, number]]);
    const how = { strides: [1, ...strides], padding: [0, ...padding], sides: [1, ...sides] };
    return tf.reshape(spreadConvolved(rows, filter, how), [batch, ...sides, filters] as never) as T;
  }
  // What is cut off is made first: tfjs's own padding cannot say sides that a stride does not fill.
  const whole = [batch, ...sides.map((side, i) => side + 2 * padding[i]!), filters];
  const wide = x.rank === 4
    ? tf.conv2dTranspose(x as never, kernel as never, whole as never, strides as [number, number], "valid")
    : tf.conv3dTranspose(x as never, kernel as never, whole as never, strides as [number, number, number], "valid");
  if (padding.every((width) => width === 0)) return wide as tf.Tensor as T;
  return tf.slice(wide as tf.Tensor, [0, ...padding, 0], [batch, ...sides, filters]) as T;
}
