/**
 * What is done to the bytes of an image where no pixel leaves its place. Each is what torchvision's v2 does to a tensor of
 * uint8, to within one of 255.
 */
import type { Draws, ImageShape } from "../transform.ts";
import { blur, sharpness } from "./retouch/blurs.ts";
import {
  autocontrast,
  brightness,
  contrast,
  equalize,
  grayscale,
  hue,
  invert,
  permute,
  posterize,
  type Retouch,
  saturation,
  solarize,
} from "./retouch/colors.ts";

export type { Retouch };

/**
 * All of them, by how strong they are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openBrush } from "./brush.ts";
 * import { retouches } from "./retouch.ts";
 *
 * const image = new Uint8Array(2);
 * retouches.brightness(2)(Uint8Array.of(100, 200), image, [1, 2, 1], openBrush());
 * assertEquals(image, Uint8Array.of(200, 255));
 * ```
 */
export const retouches = Object.freeze({
  autocontrast,
  blur,
  brightness,
  contrast,
  equalize,
  grayscale,
  hue,
  invert,
  permute,
  posterize,
  saturation,
  sharpness,
  solarize,
});

/** Refuses images that have no colours to speak of. */
export function requireColours(name: string, [, , channels]: ImageShape): void {
  if (channels === 1 || channels === 3) return;
  throw new RangeError(
    `Cannot use ${name} as images must be grey or of red, green and blue: got ${channels} channels. ` +
      "Take other transforms for such images.",
  );
}

/** One after the other; each but the last leaves its place to the next. */
export function inTurn(steps: readonly Retouch[]): Retouch {
  return (from, to, shape, brush) => {
    if (steps.length === 0) return to.set(from);
    // The brush has a place of its own for what it makes, and others look at a pixel before they write it.
    steps.forEach((step, i) => step(i === 0 ? from : to, to, shape, brush));
  };
}

/** The same things in an order that is drawn, every one as likely. */
export function shuffled<T>(values: readonly T[], next: Draws): T[] {
  const all = [...values];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}
