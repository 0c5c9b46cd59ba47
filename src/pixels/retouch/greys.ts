/** What becomes of a pixel by how light it is: grey, contrast and saturation. */
import type { Retouch } from "./step.ts";

/** Three equal channels, which show how light each pixel is. */
export function grayscale(): Retouch {
  return saturation(0);
}

/** Mixes each byte with the mean lightness of the image; 0 is all grey, 1 the image, more is more. */
export function contrast(factor: number): Retouch {
  return (from, to, [height, width, channels], brush) => {
    const sum = channels === 1 ? from.reduce((sum, byte) => sum + byte, 0) : brush.lightness(from);
    const added = sum / (height * width) * (1 - factor);
    brush.paint(from, to, ({ tone }, old, now) => tone(old, now, from.length, factor, added));
  };
}

/** Mixes each pixel with its grey; 0 is grey, 1 the image, more is more colourful. */
export function saturation(factor: number): Retouch {
  return (from, to, [height, width, channels], brush) => {
    if (channels === 1) return to.set(from);
    brush.paint(from, to, ({ saturate }, old, now) => saturate(old, now, height * width, factor));
  };
}
