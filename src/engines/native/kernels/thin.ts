/**
 * Every second (third, ...) row and column of an image, and the gradient of that. Where the stride divides the image they
 * are a box of the image in another shape, whose rows are copied whole: a thirtieth of the time of StridedSlice, which goes
 * number by number.
 */
import { attributes, int, type } from "../binding/attributes.ts";
import { FLOAT, INT } from "../binding/dtypes.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { ints } from "./constants.ts";
import { run } from "./kernel.ts";
import { pad, reshape, slice } from "./shaping.ts";

type Drop = (id: number) => number;

const MASKS = ["begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"];
const THIN = attributes("thin", () => [type("T", FLOAT), type("Index", INT), ...MASKS.map((name) => int(name, 0))]);

/** An image as rows and columns of blocks, of each of which the first pixel is kept; undefined where they do not fit. */
function blocks([n, h, w, c]: readonly number[], [, down, right]: readonly number[]) {
  if (h! % down! !== 0 || w! % right! !== 0) return undefined;
  const [tall, wide] = [h! / down!, w! / right!];
  return {
    shape: [n! * tall, down!, wide, right!, c!],
    first: [n! * tall, 1, wide, 1, c!],
    rest: [[0, 0], [0, down! - 1], [0, 0], [0, right! - 1], [0, 0]] as const,
  };
}

/**
 * The pixels of an image that a filter of 1 by 1 sees.
 *
 * @param shape Of the image.
 * @param strides As of a convolution.
 * @returns The number of the pixels, in a shape that holds them in their order.
 */
export function thinned(
  backend: NativeBackend,
  x: number,
  shape: readonly number[],
  strides: readonly number[],
  drop: Drop,
): number {
  const fit = blocks(shape, strides);
  if (fit !== undefined) return slice(backend, drop(reshape(backend, x, fit.shape)), [0, 0, 0, 0, 0], fit.first);
  const [from, to, by] = [[0, 0, 0, 0], shape, strides].map((list) => ints(backend, list));
  return run(backend, "StridedSlice", THIN, x, from!, to!, by!);
}

/** The gradient of {@linkcode thinned}: the pixels in their places, 0 between them. */
export function spread(
  backend: NativeBackend,
  dy: number,
  shape: readonly number[],
  strides: readonly number[],
  drop: Drop,
): number {
  const fit = blocks(shape, strides);
  if (fit !== undefined) {
    return reshape(backend, drop(pad(backend, drop(reshape(backend, dy, fit.first)), fit.rest, 0)), shape);
  }
  const [from, to, by, whole] = [[0, 0, 0, 0], shape, strides, shape].map((list) => ints(backend, list));
  const thin = shape.map((length, axis) => Math.ceil(length / strides[axis]!));
  return run(backend, "StridedSliceGrad", THIN, whole!, from!, to!, by!, drop(reshape(backend, dy, thin)));
}
