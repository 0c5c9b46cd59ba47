/** Colours that are changed a little, by chance. */
import { given, settle } from "../options/settle.ts";
import { byChance } from "../pixels/image_transform.ts";
import { inTurn, requireColours, retouches, shuffled } from "../pixels/retouch.ts";
import { between, type Bounds, boundsOf } from "../pixels/one_or_two.ts";
import type { ImageShape, Transform } from "../transform.ts";

/** How far colours go. */
export interface ColorJitterOptions {
  /** How far brightness goes from 1, or the least and the largest factor. Default 0. */
  readonly brightness?: number | Bounds;
  /** How far contrast goes from 1, or the least and the largest factor. Default 0. */
  readonly contrast?: number | Bounds;
  /** How far saturation goes from 1, or the least and the largest factor. Default 0. */
  readonly saturation?: number | Bounds;
  /** How far hues are turned, as a share of their circle of at most 0.5, or the least and the largest share. Default 0. */
  readonly hue?: number | Bounds;
  /** The chance that an image is changed, in [0, 1]. Default 1. */
  readonly chance?: number;
}

/** What does nothing. */
const NEUTRAL = { brightness: 1, contrast: 1, saturation: 1, hue: 0 } as const;

/**
 * Changes brightness, contrast, saturation and hue by factors of its own for each image, in an order that is drawn as well
 * (`ColorJitter` of torchvision).
 *
 * @throws {RangeError} If an option is out of range; later, if an image has neither 1 nor 3 channels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { colorJitter } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 1, 3], data: Uint8Array.of(10, 20, 30) }, y: 0 };
 * assertEquals(colorJitter({ brightness: [2, 2] })(sample, () => 0).x.data, Uint8Array.of(20, 40, 60));
 * ```
 */
export function colorJitter(options: ColorJitterOptions): Transform {
  const { brightness = 0, contrast = 0, saturation = 0, hue = 0, chance = 1 } = given(options);
  const settings = settle("colorJitter", options, { brightness, contrast, saturation, hue, chance });
  const factor = (name: string, value: number | Bounds) =>
    boundsOf("colorJitter", name, value, (far) => far < 0 ? [far, far] : [Math.max(1 - far, 0), 1 + far], 0);
  const spans = {
    brightness: factor("brightness", brightness),
    contrast: factor("contrast", contrast),
    saturation: factor("saturation", saturation),
    hue: boundsOf("colorJitter", "hue", hue, (far) => [-far, far], -0.5),
  } as const;
  if (spans.hue[1] > 0.5) {
    throw new RangeError(
      `Cannot make colorJitter as hue must be at most 0.5: got ${spans.hue[1]}. A usual one is 0.1.`,
    );
  }
  const changing = (Object.keys(spans) as (keyof typeof spans)[]).filter((name) =>
    spans[name].some((end) => end !== NEUTRAL[name])
  );
  const made = {
    ...{ module: import.meta.url, settings, chance },
    check: (shape: ImageShape) => requireColours("colorJitter", shape),
  };
  return byChance("colorJitter", made, (next) => {
    const steps = shuffled(changing, next).map((name) => retouches[name](between(spans[name], next)));
    return inTurn(steps);
  });
}
