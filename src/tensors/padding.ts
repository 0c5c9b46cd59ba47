/** What stands around an image. PyTorch pads both sides alike, TensorFlow's "same" more at the end; both are here. */
import { tf } from "../tf.ts";
import { requireEach, requireRange } from "../options/settle.ts";

/** Places before and after, for each side; or TensorFlow's words for them. */
export type Around = "same" | "valid" | readonly (readonly [before: number, after: number])[];

/**
 * What stands around each of several sides.
 *
 * @param count How many sides there are.
 * @throws {RangeError} If a number of pixels is not whole or below 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { aroundOf } from "./padding.ts";
 *
 * assertEquals(aroundOf("conv2d", 2, [0, 1]), [[0, 0], [1, 1]]);
 * ```
 */
export function aroundOf(layer: string, count: number, padding: Sides | "same" | "valid"): Around {
  if (padding === "same" || padding === "valid") return padding;
  if (!Array.isArray(padding) && !(Number.isInteger(padding) && (padding as number) >= 0)) {
    throw new RangeError(
      `Cannot make ${layer} as padding must be "same", "valid" or a whole number of pixels: got ${padding}.`,
    );
  }
  return sidesOf(layer, count, 0, { padding: padding as Sides })[0]!.map((width) => [width, width] as const);
}

/**
 * What stands around each side in numbers, where a window of that reach moves in such steps.
 *
 * @param shape Of [batch, ...sides, channels].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { widthsOf } from "./padding.ts";
 *
 * assertEquals(widthsOf([1, 4, 5, 1], "same", [3, 3], [2, 2]), [[0, 1], [1, 1]]);
 * ```
 */
export function widthsOf(
  shape: readonly number[],
  around: Around,
  reach: readonly number[],
  strides: readonly number[],
): (readonly [number, number])[] {
  return reach.map((reach, i) => {
    if (around === "valid") return [0, 0];
    if (around !== "same") return around[i]!;
    const side = shape[i + 1]!, whole = Math.max(0, (Math.ceil(side / strides[i]!) - 1) * strides[i]! + reach - side);
    return [Math.floor(whole / 2), Math.ceil(whole / 2)];
  });
}

/**
 * The image, row or volume with a border of one value; itself where there is none.
 *
 * @param x [batch, ...sides, channels].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { bordered } from "./padding.ts";
 *
 * assertEquals(bordered(tf.zeros([1, 2, 2, 1]), [[1, 1], [0, 2]], 0).shape, [1, 4, 4, 1]);
 * ```
 */
export function bordered<T extends tf.Tensor>(
  x: T,
  widths: readonly (readonly [number, number])[],
  value: number,
): T {
  if (widths.every(([before, after]) => before + after === 0)) return x;
  return tf.pad(x, [[0, 0], ...widths.map(([before, after]): [number, number] => [before, after]), [0, 0]], value);
}

/**
 * Whether a window of that reach finds no place in what is padded.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isTooSmall } from "./padding.ts";
 *
 * assertEquals(isTooSmall([1, 2, 9, 1], [3, 3], "valid"), true);
 * ```
 */
export function isTooSmall(shape: readonly number[], reach: readonly number[], around: Around): boolean {
  if (around === "same") return false;
  return reach.some((reach, i) => {
    const [before, after] = around === "valid" ? [0, 0] : around[i]!;
    return shape[i + 1]! + before + after < reach;
  });
}

/**
 * The least sizes that a window of that reach finds a place in, in words: `3 pixels a side`, or `3x5 pixels`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { leastOf } from "./padding.ts";
 *
 * assertEquals(leastOf([5, 5], [[1, 1], [1, 1]], "pixels"), "3 pixels a side");
 * ```
 */
export function leastOf(reach: readonly number[], around: Around, unit: string): string {
  const least = reach.map((reach, i) => {
    const [before, after] = typeof around === "string" ? [0, 0] : around[i]!;
    return around === "same" ? 1 : Math.max(1, reach - before - after);
  });
  if (least.length === 1) return `${least[0]} ${unit}`;
  return least.every((side) => side === least[0]) ? `${least[0]} ${unit} a side` : `${least.join("x")} ${unit}`;
}

/** One number for all sides, or one for each. */
export type Sides = number | readonly number[];

/**
 * The numbers of each side.
 *
 * @param part What is being made, such as `conv3d`.
 * @param count How many sides there are.
 * @param least 0 or 1.
 * @param options By their names.
 * @returns A list for each option, in their order.
 * @throws {RangeError} If a number is no whole one of at least `least`, or a list has not one for each side.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sidesOf } from "./padding.ts";
 *
 * assertEquals(sidesOf("conv3d", 3, 1, { stride: 2, kernelSize: [1, 3, 3] }), [[2, 2, 2], [1, 3, 3]]);
 * ```
 */
export function sidesOf(
  part: string,
  count: number,
  least: 0 | 1,
  options: Readonly<Record<string, Sides>>,
): (readonly number[])[] {
  const range = least === 0 ? "a whole number of at least 0" : "a whole number of at least 1";
  return Object.entries(options).map(([name, value]) => {
    if (!Array.isArray(value)) {
      requireRange(part, range, { [name]: value });
      return Array<number>(count).fill(value as number);
    }
    requireEach(part, range, { [name]: value });
    if (value.length === count) return value as readonly number[];
    throw new RangeError(
      `Cannot make ${part} as ${name} must be one number, or one for each of ${count} sides: got [${
        value.join(", ")
      }].`,
    );
  });
}
