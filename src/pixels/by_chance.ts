/** Transforms that change colours: of every image, or of some of them. */
import { requireRange } from "../options/settle.ts";
import type { Settings } from "../settings.ts";
import type { Draws, ImageShape, ImageTool, Transform } from "../transform.ts";
import { type Brush, brushOf, openBrush } from "./brush.ts";
import { imageTransform } from "./image_transform.ts";
import type { Retouch } from "./retouch.ts";

/** How a transform of colours is made. */
export interface Retouching {
  /** The module of the factory. */
  readonly module: string;
  /** What it was made of. */
  readonly settings: Settings;
  /** The chance that an image is changed, in [0, 1]. */
  readonly chance: number;
  /** Refuses images that do not fit. Default none. */
  readonly check?: (shape: ImageShape) => void;
}

/**
 * Makes a transform of what is done to colours. A number is drawn for the chance, whatever it is, and then what `draw` takes.
 *
 * @param name What the transform is called.
 * @param draw What is done to an image.
 * @throws {RangeError} If the chance is not in [0, 1].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { byChance } from "./by_chance.ts";
 * import { retouches } from "./retouch.ts";
 *
 * const made = { module: import.meta.url, settings: {}, chance: 0.5 };
 * const invert = byChance("invert", made, () => retouches.invert());
 * const sample = { x: { dtype: "uint8", shape: [1, 1, 1], data: Uint8Array.of(5) }, y: 0 };
 * assertEquals([0.4, 0.6].map((drawn) => invert(sample, () => drawn).x.data[0]), [250, 5]);
 * ```
 */
export function byChance(name: string, retouching: Retouching, draw: (next: Draws) => Retouch): Transform {
  const { module, settings, chance, check = () => {} } = retouching;
  requireRange(name, "in [0, 1]", { chance });
  let brush: Brush | undefined;
  return imageTransform(name, {
    outputShape(shape: ImageShape) {
      check(shape);
      return shape;
    },
    apply(from: Uint8Array, to: Uint8Array, shape: ImageShape, next: Draws, tool?: ImageTool) {
      const painter = brushOf(tool, () => brush ??= openBrush());
      if (next() < chance) draw(next)(from, to, shape, painter);
      else painter.copy(from, to);
    },
  }, { module, options: settings });
}
