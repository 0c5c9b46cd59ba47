/** Predicting from several views of the same input: the mean is better than each. */
import { given, requireRange, settle } from "../options/settle.ts";
import { plainRecord } from "../options/plain.ts";
import type { Mode, Model } from "../model.ts";
import { sidesOf } from "../tensors/padding.ts";
import { tf } from "../tf.ts";

/** Which views, and how much each counts. */
export interface AveragedOptions<X> {
  /** What is made of an input, such as `mirrored`; `(x) => x` is the input itself. */
  readonly views: readonly ((x: X) => X)[];
  /** How much each view counts; they are divided by their sum. Default all the same. */
  readonly shares?: readonly number[];
}

/**
 * The same model, whose predictions are the mean over views of the input (test-time augmentation). It learns as before: in
 * training an input is seen as it is. A prediction takes as many times as long as there are views.
 *
 * @param model From an input to one tensor, such as logits.
 * @throws {RangeError} If there are no views, or not as many shares, or one that is not above 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { averaged, mirrored, tf } from "jsr:@raptor/raptor";
 *
 * const left = { name: "left", params: {}, forward: (x: tf.Tensor4D) => tf.slice(x, [0, 0, 0, 0], [1, 1, 1, 1]) };
 * const both = averaged(left, { views: [(x) => x, mirrored] }), x = tf.tensor4d([1, 2, 5], [1, 1, 3, 1]);
 * assertEquals(both.forward(x, { training: false, seed: 0 }).dataSync()[0], 3);
 * assertEquals(both.forward(x, { training: true, seed: 0 }).dataSync()[0], 1);
 * ```
 */
export function averaged<X, P extends tf.Tensor>(model: Model<X, P>, options: AveragedOptions<X>): Model<X, P> {
  const { views } = given(options), shares = given(options).shares ?? Array.from(views ?? [], () => 1);
  settle("averaged", options, { views, shares });
  requireRange("averaged", "a list", { views: views ?? [], shares });
  if (!(views?.length > 0) || shares.length !== views.length) {
    throw new RangeError(
      `Cannot make averaged as each view has a share: got ${views?.length ?? 0} views and ${
        shares?.length ?? 0
      } shares.`,
    );
  }
  requireRange("averaged", "a function", Object.fromEntries(views.map((view, i) => [`views[${i}]`, view])));
  requireRange("averaged", "a finite number above 0", Object.fromEntries(shares.map((n, i) => [`shares[${i}]`, n])));
  const sum = shares.reduce((sum, share) => sum + share, 0);
  return Object.freeze({
    ...model,
    settings: plainRecord({ model, views, shares }),
    forward(x: X, mode: Mode): P {
      if (mode.training) return model.forward(x, mode);
      return tf.addN(views.map((view, i) => tf.mul(model.forward(view(x), mode), shares[i]! / sum))) as P;
    },
  });
}

/**
 * Images whose left is right, [batch, height, width, channels].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mirrored, tf } from "jsr:@raptor/raptor";
 *
 * assertEquals([...mirrored(tf.tensor4d([1, 2, 3], [1, 1, 3, 1])).dataSync()], [3, 2, 1]);
 * ```
 */
export function mirrored(images: tf.Tensor4D): tf.Tensor4D {
  return tf.reverse(images, 2) as tf.Tensor4D;
}

/**
 * Makes a view of images that are moved: pixel (y, x) shows what was at (y + rows, x + columns), and what a mirror on the
 * border shows where that is outside.
 *
 * @param rows Whole pixels, down if above 0.
 * @param columns Whole pixels, to the right if above 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shifted, tf } from "jsr:@raptor/raptor";
 *
 * assertEquals([...shifted(0, 1)(tf.tensor4d([1, 2, 3, 1, 2, 3], [1, 2, 3, 1])).dataSync()], [2, 3, 2, 2, 3, 2]);
 * ```
 */
export function shifted(rows: number, columns: number): (images: tf.Tensor4D) => tf.Tensor4D {
  const border = Math.max(Math.abs(rows), Math.abs(columns));
  return Object.defineProperty(
    (images: tf.Tensor4D) => {
      const wider = tf.mirrorPad(images, [[0, 0], [border, border], [border, border], [0, 0]], "reflect");
      return tf.slice(wider, [0, border + rows, border + columns, 0], images.shape);
    },
    "name",
    { value: `shifted(${rows}, ${columns})` },
  );
}

/** How large crops are. */
export interface CropsOptions {
  /** Height and width of a crop in pixels, or one number for both. */
  readonly size: number | readonly [height: number, width: number];
}

/**
 * The four corners of images and their middle, as views for {@linkcode averaged} (`FiveCrop` of torchvision).
 *
 * @throws {RangeError} If a size is no whole number above 0; later, if images are smaller than a crop.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fiveCrop, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
 * assertEquals(fiveCrop({ size: 1 }).map((view) => view(x).dataSync()[0]), [1, 3, 7, 9, 5]);
 * ```
 */
export function fiveCrop(options: CropsOptions): ((images: tf.Tensor4D) => tf.Tensor4D)[] {
  return crops("fiveCrop", options);
}

/**
 * {@linkcode fiveCrop} and the same of mirrored images, as views for {@linkcode averaged} (`TenCrop` of torchvision).
 *
 * @throws {RangeError} As of `fiveCrop`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tenCrop, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
 * assertEquals(tenCrop({ size: 1 }).map((view) => view(x).dataSync()[0]), [1, 3, 7, 9, 5, 3, 1, 9, 7, 5]);
 * ```
 */
export function tenCrop(options: CropsOptions): ((images: tf.Tensor4D) => tf.Tensor4D)[] {
  const five = crops("tenCrop", options);
  return [...five, ...five.map((view) => named(`mirrored ${view.name}`, (images) => view(mirrored(images))))];
}

type View = (images: tf.Tensor4D) => tf.Tensor4D;

function crops(name: string, options: CropsOptions): View[] {
  const { size } = given(options);
  settle(name, options, { size });
  const [[rows, columns]] = sidesOf(name, 2, 1, { size }) as [[number, number]];
  const cut = (top: (free: number) => number, left: (free: number) => number) => (images: tf.Tensor4D) => {
    const [batch, height, width, channels] = images.shape, [down, across] = [height - rows, width - columns];
    if (down < 0 || across < 0) {
      throw new RangeError(
        `Cannot use ${name} as images must be as large as a crop: got ${height} x ${width} for ${rows} x ${columns}.`,
      );
    }
    return tf.slice(images, [0, top(down), left(across), 0], [batch, rows, columns, channels]);
  };
  const none = () => 0, all = (free: number) => free;
  // Python rounds a half to the even number.
  const half = (free: number) => free % 4 === 3 ? (free + 1) / 2 : Math.floor(free / 2);
  return [
    ...[cut(none, none), cut(none, all), cut(all, none), cut(all, all), cut(half, half)],
  ].map((view, i) => named(`${name}[${i}]`, view));
}

function named(name: string, view: View): View {
  return Object.defineProperty(view, "name", { value: name });
}
