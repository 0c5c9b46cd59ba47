/** Transforms of images that come out in a size that is drawn, so that each may have another one. */
import { asPart } from "../options/settle.ts";
import type { Settings } from "../settings.ts";
import type { Sample } from "../source.ts";
import type { Draws, ImageShape, Move, Picture, Transform } from "../transform.ts";
import { bytesOf } from "./bytes_of.ts";
import { requirePicture } from "./image_transform.ts";
import { hasPlaces, movedTarget } from "./targets.ts";

/** What was drawn for one image. */
export interface Reshaped {
  /** Where its pixels go. */
  readonly move: Move;
  /** How large it is then. */
  readonly size: readonly [height: number, width: number];
  /** Its target, where that is not the sample's own. */
  readonly y?: unknown;
}

/**
 * Makes a transform of what is drawn for a sample; nothing is done to one for which that is undefined. What comes after it gives all images
 * one size, such as `resize` or `letterbox`.
 *
 * @param name What the transform is called.
 * @param made The module of its factory, and what it was made of.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { placed } from "./placed.ts";
 * import { reshaping } from "./reshaping.ts";
 *
 * const wider = reshaping("wider", { module: import.meta.url, settings: {} }, ({ x }, next) => {
 *   const width = x.shape[1] + Math.floor(2 * next());
 *   return { move: placed(x.shape, { top: 0, left: 0, height: 1, width }), size: [1, width] };
 * });
 * const sample = { x: { dtype: "uint8", shape: [1, 1, 1], data: Uint8Array.of(5) }, y: 0 };
 * assertEquals([0, 0.5].map((drawn) => wider(sample, () => drawn).x.shape), [[1, 1, 1], [1, 2, 1]]);
 * ```
 */
export function reshaping(
  name: string,
  { module, settings }: { readonly module: string; readonly settings: Settings },
  draw: (sample: Sample<Picture, unknown>, next: Draws) => Reshaped | undefined,
): Transform {
  const transform = (sample: Sample<Picture, unknown>, next: Draws): Sample<Picture, unknown> => {
    const { data, shape } = requirePicture(name, sample.x), drawn = draw(sample, next);
    if (drawn === undefined) return sample;
    const { move, size, y = sample.y } = drawn, to: ImageShape = [...size, shape[2]];
    const bytes = new Uint8Array(bytesOf(to));
    move.image(data, bytes);
    return {
      x: { dtype: "uint8", shape: to, data: bytes },
      y: hasPlaces(y) ? movedTarget(name, y, move, shape, to) : y,
    };
  };
  return asPart(name, transform, { settings, recipe: Object.freeze({ module, name, options: settings }) });
}
