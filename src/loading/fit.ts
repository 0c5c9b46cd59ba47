/** Whether images fit what happens to them, which can be said before there is one. */
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
