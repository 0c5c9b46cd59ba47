/** Whether images fit what happens to them, which can be said before there is one. */
import { asGiven } from "../options/odd_option.ts";
import { requireRange } from "../options/settle.ts";
import type { Conversion, ImageShape, Transform } from "../transform.ts";

/**
 * Refuses transforms and a conversion that images of one shape do not fit.
 *
 * @throws {RangeError} If so.
 */
export function checkFit(shape: ImageShape, transforms: readonly Transform[], conversion: Conversion): void {
  const after = shapeAfter(transforms, shape);
  if (after !== undefined) conversion.affine(after[2]);
}

/**
 * Refuses what can be no part of the way of samples, before there are any.
 *
 * @param made What is being made.
 * @param transforms Lists of transforms, by the names of their options.
 * @param conversion What makes numbers of bytes, where there is one.
 * @throws {RangeError} For a list that is none, or holds something else.
 * @throws {TypeError} For a conversion that is none, such as the options of `normalize`.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkWay } from "./fit.ts";
 *
 * const text = "Cannot make images as augment must be a list: got true.";
 * assertThrows(() => checkWay("images", { augment: true }), RangeError, text);
 * ```
 */
export function checkWay(made: string, transforms: Readonly<Record<string, unknown>>, conversion?: unknown): void {
  requireRange(made, "a list", transforms);
  for (const [name, list] of Object.entries(transforms)) {
    for (const [i, each] of (list as unknown[]).entries()) {
      requireRange(made, "a function", { [`${name}[${i}]`]: each });
    }
  }
  if (conversion === undefined || typeof (conversion as Conversion | null)?.affine === "function") return;
  throw new TypeError(
    `Cannot make ${made} as normalize must be a conversion: got ${asGiven(conversion)}. ` +
      "Write normalize({ mean: [0.5], std: [0.25] }).",
  );
}

/**
 * The shape that transforms leave.
 *
 * @returns Undefined where one of them does not tell, as a function of one's own.
 * @throws {RangeError} If images of this shape do not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { centerCrop } from "jsr:@raptor/raptor";
 * import { shapeAfter } from "./fit.ts";
 *
 * assertEquals(shapeAfter([centerCrop({ size: 2 })], [4, 5, 3]), [2, 2, 3]);
 * assertEquals(shapeAfter([(sample) => sample], [4, 5, 3]), undefined);
 * ```
 */
export function shapeAfter(transforms: readonly Transform[], shape: ImageShape): ImageShape | undefined {
  let after: ImageShape | undefined = shape;
  for (const { pixels } of transforms) after = after && pixels?.outputShape(after);
  return after;
}
