/** Images that are put on a larger canvas, by chance, so that objects are seen small. */
import { given, requireRange, settle } from "../options/settle.ts";
import { between, type Bounds, boundsOf } from "../pixels/one_or_two.ts";
import { placed } from "../pixels/moves.ts";
import { reshaping } from "../pixels/image_transform.ts";
import type { Transform } from "../transform.ts";

/** How large the canvas is. */
export interface RandomZoomOutOptions {
  /** The sides of the canvas as a multiple of those of the image: the least, of at least 1, and the largest. Default [1, 4]. */
  readonly scale?: Bounds;
  /** The chance that an image is put on one, in [0, 1]. Default 0.5. */
  readonly chance?: number;
  /** The byte beside the image. Default 0. */
  readonly fill?: number;
  /** The class of such places in a mask. Default 0. */
  readonly maskFill?: number;
}

/**
 * Puts an image somewhere on a larger canvas, with its masks, boxes and points (Liu et al., 2016; `RandomZoomOut` of torchvision). Images come
 * out in sizes of their own: `resize` or `letterbox` comes after it.
 *
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { randomZoomOut } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(1, 2) }, y: 0 };
 * const { x } = randomZoomOut({ scale: [2, 2], chance: 1 })(sample, () => 0.5);
 * assertEquals([x.shape, [...x.data]], [[2, 4, 1], [0, 1, 2, 0, 0, 0, 0, 0]]);
 * ```
 */
export function randomZoomOut(options: RandomZoomOutOptions = {}): Transform {
  const { scale = [1, 4], chance = 0.5, fill = 0, maskFill = 0 } = given(options);
  const settings = settle("randomZoomOut", options, { scale, chance, fill, maskFill });
  const scales = boundsOf("randomZoomOut", "scale", scale, (only) => [only, only], 1);
  requireRange("randomZoomOut", "in [0, 1]", { chance });
  requireRange("randomZoomOut", "a whole number from 0 to 255", { fill, maskFill });
  return reshaping("randomZoomOut", { module: import.meta.url, settings }, ({ x: { shape } }, next) => {
    if (!(next() < chance)) return undefined;
    const factor = between(scales, next), [height, width] = shape;
    const size = [Math.floor(height * factor), Math.floor(width * factor)] as const;
    const left = Math.floor((size[1] - width) * next()), top = Math.floor((size[0] - height) * next());
    return { move: placed(shape, { top, left, height: size[0], width: size[1], fill, maskFill }), size };
  });
}
