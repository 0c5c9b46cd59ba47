/** Boxes that are worth finding. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { boxedFields, withFields, withObjects } from "../pixels/targets.ts";
import type { Settings } from "../settings.ts";
import type { Sample } from "../source.ts";
import type { Picture, Transform } from "../transform.ts";

/** Which boxes stay. */
export interface SanitizeBoxesOptions {
  /** The least width and height, in pixels. Default 1. */
  readonly minSize?: number;
  /** The least area, in square pixels. Default 1. */
  readonly minArea?: number;
}

/**
 * Cuts boxes to the image and leaves out objects whose box is too small after that (`ClampBoundingBoxes` and
 * `SanitizeBoundingBoxes` of torchvision), from all fields of the target whose first axis counts them. Put it after crops.
 *
 * @throws {RangeError} If an option is below 0.
 * @throws {TypeError} Later, if a target has no boxes, float32 [n, 4].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sanitizeBoxes } from "jsr:@raptor/raptor";
 *
 * const x = { dtype: "uint8", shape: [8, 8, 1], data: new Uint8Array(64) } as const;
 * const boxes = { dtype: "float32", shape: [2, 4], data: Float32Array.of(-2, 0, 4, 4, 7, 0, 9, 4) } as const;
 * const labels = { dtype: "int32", shape: [2], data: Int32Array.of(5, 6) } as const;
 * const { y } = sanitizeBoxes({ minSize: 2 })({ x, y: { boxes, labels } }, () => 0);
 * assertEquals([[...y.boxes.data], [...y.labels.data]], [[0, 0, 4, 4], [5]]);
 * ```
 */
export function sanitizeBoxes(options: SanitizeBoxesOptions = {}): Transform {
  const { minSize = 1, minArea = 1 } = given(options);
  const settings: Settings = settle("sanitizeBoxes", options, { minSize, minArea });
  requireRange("sanitizeBoxes", "a finite number of at least 0", { minSize, minArea });
  const transform = (sample: Sample<Picture, unknown>): Sample<Picture, unknown> => {
    const { x: { shape: [height, width] }, y } = sample, fields = boxedFields("sanitizeBoxes", y), { boxes } = fields;
    const data = (boxes.data as Float32Array).map((value, i) => Math.min(Math.max(value, 0), i % 2 ? height : width));
    const cut = { ...fields, boxes: { ...boxes, data } as typeof boxes };
    const isKept = (left: number, top: number, right: number, bottom: number) =>
      right - left >= minSize && bottom - top >= minSize && (right - left) * (bottom - top) >= minArea;
    return { ...sample, y: withFields(y, withObjects(cut, isKept)) };
  };
  const recipe = Object.freeze({ module: import.meta.url, name: "sanitizeBoxes", options: settings });
  return asPart("sanitizeBoxes", transform, { settings, recipe });
}
