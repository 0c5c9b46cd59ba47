/** Colours as another camera would have them, by chance: how detectors of the SSD kind are trained. */
import { given, requireRange, settle } from "../options/settle.ts";
import { between, type Bounds, boundsOf } from "../pixels/one_or_two.ts";
import { byChance } from "../pixels/image_transform.ts";
import { inTurn, requireColours, retouches, shuffled } from "../pixels/retouch.ts";
import type { Draws, ImageShape, Transform } from "../transform.ts";

/** How far colours go. */
export interface RandomPhotometricDistortOptions {
  /** The least and the largest factor of brightness. Default [0.875, 1.125]. */
  readonly brightness?: Bounds;
  /** The least and the largest factor of contrast. Default [0.5, 1.5]. */
  readonly contrast?: Bounds;
  /** The least and the largest factor of saturation. Default [0.5, 1.5]. */
  readonly saturation?: Bounds;
  /** The least and the largest share of their circle by which hues are turned, in [-0.5, 0.5]. Default [-0.05, 0.05]. */
  readonly hue?: Bounds;
  /** The chance of each change, and of another order of the channels, in [0, 1]. Default 0.5. */
  readonly chance?: number;
}

/**
 * Changes brightness, contrast, saturation, hue and the order of channels, each by its own chance, contrast before or after the others (Liu et
 * al., 2016; `RandomPhotometricDistort` of torchvision).
 *
 * @throws {RangeError} If an option is out of range; later, if an image has neither 1 nor 3 channels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { randomPhotometricDistort } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 1, 3], data: Uint8Array.of(10, 20, 30) }, y: 0 };
 * assertEquals(randomPhotometricDistort({ chance: 0 })(sample, () => 0.5).x.data, Uint8Array.of(10, 20, 30));
 * ```
 */
export function randomPhotometricDistort(options: RandomPhotometricDistortOptions = {}): Transform {
  const { brightness = [0.875, 1.125], contrast = [0.5, 1.5], saturation = [0.5, 1.5] } = given(options);
  const { hue = [-0.05, 0.05], chance = 0.5 } = given(options), ranges = { brightness, contrast, saturation, hue };
  const settings = settle("randomPhotometricDistort", options, { ...ranges, chance });
  const span = (name: keyof typeof ranges, least: number) =>
    boundsOf("randomPhotometricDistort", name, ranges[name], (only) => [only, only], least);
  const spans = {
    ...{ brightness: span("brightness", 0), contrast: span("contrast", 0), saturation: span("saturation", 0) },
    hue: span("hue", -0.5),
  };
  requireRange("randomPhotometricDistort", "in [0, 1]", { chance });
  if (spans.hue[1] > 0.5) {
    throw new RangeError(`Cannot make randomPhotometricDistort as hue must be at most 0.5: got ${spans.hue[1]}.`);
  }
  const made = {
    ...{ module: import.meta.url, settings, chance: 1 },
    check: (shape: ImageShape) => requireColours("randomPhotometricDistort", shape),
  };
  return byChance("randomPhotometricDistort", made, (next) => {
    const drawn = (name: keyof typeof ranges) => next() < chance ? [retouches[name](between(spans[name], next))] : [];
    const [bright, contrasted, saturated, turned] = (["brightness", "contrast", "saturation", "hue"] as const).map(
      drawn,
    );
    const isFirst = next() < 0.5, permuted = next() < chance ? [permutation(next)] : [];
    const colours = isFirst ? [...contrasted!, ...saturated!, ...turned!] : [...saturated!, ...turned!, ...contrasted!];
    return inTurn([...bright!, ...colours, ...permuted]);
  });
}

/** Of three channels; an image of one stays as it is. */
function permutation(next: Draws) {
  const order = shuffled([0, 1, 2], next);
  return retouches.permute(order);
}
