/** What becomes of a pixel by how light it is: grey, contrast and saturation. */
import type { Retouch } from "./step.ts";
import { lookUp, mixed } from "./tables.ts";

/** How light a pixel is (ITU-R 601-2, in torchvision's digits), as a whole number. */
function grey(red: number, green: number, blue: number): number {
  return Math.floor(red * 0.2989 + green * 0.587 + blue * 0.114);
}

/** Three equal channels, which show how light each pixel is. */
export function grayscale(): Retouch {
  return (from, to, [, , channels]) => {
    if (channels === 1) return to.set(from);
    for (let i = 0; i < from.length; i += 3) to[i] = to[i + 1] = to[i + 2] = grey(from[i]!, from[i + 1]!, from[i + 2]!);
  };
}

/** Mixes each byte with the mean lightness of the image; 0 is all grey, 1 the image, more is more. */
export function contrast(factor: number): Retouch {
  return (from, to, [height, width, channels]) => {
    let sum = 0;
    if (channels === 1) { for (const byte of from) sum += byte; }
    else for (let i = 0; i < from.length; i += 3) sum += grey(from[i]!, from[i + 1]!, from[i + 2]!);
    lookUp(from, to, mixed(sum / (height * width), factor));
  };
}

/** Mixes each pixel with its grey; 0 is grey, 1 the image, more is more colourful. */
export function saturation(factor: number): Retouch {
  const rest = 1 - factor;
  return (from, to, [, , channels]) => {
    if (channels === 1) return to.set(from);
    for (let i = 0; i < from.length; i += 3) {
      const red = from[i]!, green = from[i + 1]!, blue = from[i + 2]!, light = grey(red, green, blue) * rest;
      to[i] = cut(red * factor + light);
      to[i + 1] = cut(green * factor + light);
      to[i + 2] = cut(blue * factor + light);
    }
  };
}

function cut(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
