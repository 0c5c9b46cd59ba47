/** Colours that are turned around the circle of hues; how light and how colourful they are stays. */
import type { Retouch } from "./step.ts";

/** How much less than 256 the whole of 255 is scaled by, so that it does not become 256: torchvision's. */
const SHORT = 1e-3;

/** Turns all hues by a share of the circle, from -0.5 to 0.5. */
export function hue(turn: number): Retouch {
  return (from, to, [, , channels]) => {
    if (channels === 1) return to.set(from);
    for (let i = 0; i < from.length; i += 3) {
      const red = from[i]! / 255, green = from[i + 1]! / 255, blue = from[i + 2]! / 255;
      const most = Math.max(red, green, blue), range = most - Math.min(red, green, blue);
      let at = 0;
      if (range > 0) {
        const r = (most - red) / range, g = (most - green) / range, b = (most - blue) / range;
        at = (most === red ? b - g : most === green ? 2 + r - b : 4 + g - r) / 6;
      }
      const h = at + turn, sixths = (h - Math.floor(h)) * 6, sector = Math.floor(sixths), part = sixths - sector;
      const p = most - range, q = most - range * part, t = most - range * (1 - part);
      const side = sector % 6;
      to[i] = (side === 0 || side === 5 ? most : side === 1 ? q : side === 4 ? t : p) * (256 - SHORT);
      to[i + 1] = (side === 1 || side === 2 ? most : side === 0 ? t : side === 3 ? q : p) * (256 - SHORT);
      to[i + 2] = (side === 3 || side === 4 ? most : side === 2 ? t : side === 5 ? q : p) * (256 - SHORT);
    }
  };
}
