/**
 * What becomes of a pixel by its colour: of a byte whatever its place, by what else its channel holds, by how light it
 * is, by its hue.
 */
import type { ImageShape } from "../../transform.ts";
import type { Brush } from "../brush.ts";

/**
 * Makes an image of the same shape out of another one.
 *
 * @param from The image.
 * @param to Filled with the new one, every byte of it.
 * @param shape Of both.
 * @param brush What changes many pixels at a time.
 */
export type Retouch = (from: Uint8Array, to: Uint8Array, shape: ImageShape, brush: Brush) => void;

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

/** Makes a table of the histogram of each channel; where there is none, the channel stays. */
function byChannel(fill: (counts: Uint32Array, table: Uint8Array) => boolean): Retouch {
  const tables = new Uint8Array(3 * 256);
  const table = (counts: Uint32Array, channel: number): Uint8Array => {
    const part = tables.subarray(256 * channel, 256 * (channel + 1));
    if (!fill(counts, part)) { for (let byte = 0; byte < 256; byte++) part[byte] = byte; }
    return part;
  };
  return (from, to, [, , channels], brush) => {
    if (channels === 3) {
      const counts = brush.count(from);
      for (let c = 0; c < 3; c++) table(counts.subarray(256 * c, 256 * (c + 1)), c);
      return brush.lookUp(from, to, tables);
    }
    for (let c = 0; c < channels; c++) {
      const counts = new Uint32Array(256);
      for (let i = c; i < from.length; i += channels) counts[from[i]!]!++;
      const now = table(counts, 0);
      for (let i = c; i < from.length; i += channels) to[i] = now[from[i]!]!;
    }
  };
}

/** Stretches each channel so that its darkest byte becomes 0 and its lightest 255. */
export function autocontrast(): Retouch {
  const byTables = byChannel((counts, table) => {
    let least = 0, most = 255;
    while (counts[least] === 0) least++;
    while (counts[most] === 0) most--;
    if (least === most) return false;
    for (let byte = least; byte <= most; byte++) table[byte] = 255 * (byte - least) / (most - least);
    return true;
  });
  return (from, to, shape, brush) => {
    if (shape[2] !== 3) return byTables(from, to, shape, brush);
    const found = brush.extremes(from).map(([least, most]) =>
      least === most ? [0, 255] as const : [least, most] as const
    );
    brush.stretch(from, to, found.map(([least]) => least), found.map(([least, most]) => 255 / (most - least)));
  };
}

/** Makes all bytes of a channel about as frequent, by Pillow's rule. */
export function equalize(): Retouch {
  return byChannel((counts, table) => {
    let pixels = 0, most = 255;
    while (counts[most] === 0) most--;
    for (let byte = 0; byte <= most; byte++) pixels += counts[byte]!;
    const step = Math.floor((pixels - counts[most]!) / 255);
    if (step === 0) return false;
    let before = step >> 1;
    for (let byte = 0; byte < 256; byte++) {
      table[byte] = Math.min(Math.floor(before / step), 255);
      before += counts[byte]!;
    }
    return true;
  });
}

/** Puts channels into another order: channel c is what channel `order[c]` was. Images of another number of channels stay. */
export function permute(order: readonly number[]): Retouch {
  return (from, to, [, , channels]) => {
    if (channels !== order.length) return to.set(from);
    const pixel = new Uint8Array(channels);
    for (let at = 0; at < from.length; at += channels) {
      for (let c = 0; c < channels; c++) pixel[c] = from[at + order[c]!]!;
      to.set(pixel, at);
    }
  };
}

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
