/** What becomes of a byte, whatever its place. */
import type { Retouch } from "./step.ts";

/** So many times as bright. */
export function brightness(factor: number): Retouch {
  return (from, to, _, brush) => brush.paint(from, to, ({ tone }, old, now) => tone(old, now, from.length, factor, 0));
}

/** Of bytes of at least a threshold some bits become their opposite; then only those of a mask stay. */
function byBits(threshold: number, flipped: number, kept: number): Retouch {
  return (from, to, _, brush) => {
    brush.paint(from, to, ({ bits }, old, now) => bits(old, now, from.length, threshold, flipped, kept));
  };
}

/** Keeps the highest bits. */
export function posterize(bits: number): Retouch {
  return byBits(0, 0, bits >= 8 ? 255 : ((1 << bits) - 1) << (8 - bits));
}

/** Turns what is as bright as a threshold or brighter into its opposite. */
export function solarize(threshold: number): Retouch {
  const least = Math.max(Math.ceil(threshold), 0);
  return byBits(Math.min(least, 255), least > 255 ? 0 : 255, 255);
}

/** Turns light into dark. */
export function invert(): Retouch {
  return byBits(0, 255, 255);
}
