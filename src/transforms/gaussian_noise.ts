/** Images as a poor camera sees them. */
import { given, requireRange, settle } from "../options/settle.ts";
import { byChance } from "../pixels/image_transform.ts";
import { between, type Bounds, boundsOf } from "../pixels/one_or_two.ts";
import type { Draws, Transform } from "../transform.ts";

/** How much noise there is. */
export interface GaussianNoiseOptions {
  /** The standard deviation as a share of 255, or the least and the largest to draw from. Default 0.1. */
  readonly sigma?: number | Bounds;
  /** The mean of what is added, as a share of 255. Default 0. */
  readonly mean?: number;
  /** The chance that an image is changed, in [0, 1]. Default 1. */
  readonly chance?: number;
}

/**
 * Adds a normal number to each byte (`GaussianNoise` of torchvision).
 *
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { gaussianNoise, generator } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [20, 20, 1], data: new Uint8Array(400).fill(100) }, y: 0 };
 * const { x } = gaussianNoise({ sigma: 0.02 })(sample, generator(1));
 * assert(x.data.some((byte: number) => byte !== 100) && x.data.every((byte: number) => Math.abs(byte - 100) < 30));
 * ```
 */
export function gaussianNoise(options: GaussianNoiseOptions = {}): Transform {
  const { sigma = 0.1, mean = 0, chance = 1 } = given(options);
  const settings = settle("gaussianNoise", options, { sigma, mean, chance });
  requireRange("gaussianNoise", "a finite number", { mean });
  const span = boundsOf("gaussianNoise", "sigma", sigma, (value) => [value, value], 0);
  return byChance("gaussianNoise", { module: import.meta.url, settings, chance }, (next) => {
    const deviation = 255 * between(span, next);
    return (from, to) => {
      for (let i = 0; i < from.length; i++) {
        const value = from[i]! + Math.trunc(255 * mean + deviation * normal(next));
        to[i] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    };
  });
}

/** A standard normal number, by Box and Muller (1958), as so many numbers are drawn whatever they are. */
function normal(next: Draws): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
