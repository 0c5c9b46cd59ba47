/** What becomes of a byte by what else its channel holds: a table for each channel of an image. */
import type { Retouch } from "./step.ts";

/** How often each byte occurs in a channel, channel after channel. */
function histograms(image: Uint8Array, channels: number): Uint32Array {
  const counts = new Uint32Array(256 * channels);
  if (channels === 3) {
    for (let i = 0; i < image.length; i += 3) {
      counts[image[i]!]!++;
      counts[256 + image[i + 1]!]!++;
      counts[512 + image[i + 2]!]!++;
    }
    return counts;
  }
  for (let i = 0; i < image.length; i += channels) {
    for (let c = 0; c < channels; c++) counts[256 * c + image[i + c]!]!++;
  }
  return counts;
}

/** Makes a table of the histogram of each channel; where there is none, the channel stays. */
function byChannel(fill: (counts: Uint32Array, table: Uint8Array) => boolean): Retouch {
  let table = new Uint8Array(0);
  return (from, to, [, , channels]) => {
    const counts = histograms(from, channels);
    if (table.length !== counts.length) table = new Uint8Array(counts.length);
    for (let c = 0; c < channels; c++) {
      const part = table.subarray(256 * c, 256 * (c + 1));
      if (!fill(counts.subarray(256 * c, 256 * (c + 1)), part)) part.forEach((_, byte) => part[byte] = byte);
    }
    if (channels === 3) {
      for (let i = 0; i < from.length; i += 3) {
        to[i] = table[from[i]!]!;
        to[i + 1] = table[256 + from[i + 1]!]!;
        to[i + 2] = table[512 + from[i + 2]!]!;
      }
    } else {
      for (let i = 0; i < from.length; i++) to[i] = table[256 * (i % channels) + from[i]!]!;
    }
  };
}

/** Stretches each channel so that its darkest byte becomes 0 and its lightest 255. */
export function autocontrast(): Retouch {
  return byChannel((counts, table) => {
    const least = counts.findIndex((count) => count > 0), most = counts.findLastIndex((count) => count > 0);
    if (least === most) return false;
    for (let byte = least; byte <= most; byte++) table[byte] = 255 * (byte - least) / (most - least);
    return true;
  });
}

/** Makes all bytes of a channel about as frequent, by Pillow's rule. */
export function equalize(): Retouch {
  return byChannel((counts, table) => {
    let pixels = 0;
    for (const count of counts) pixels += count;
    const step = Math.floor((pixels - counts[counts.findLastIndex((count) => count > 0)]!) / 255);
    if (step === 0) return false;
    let before = step >> 1;
    for (let byte = 0; byte < 256; byte++) {
      table[byte] = Math.min(Math.floor(before / step), 255);
      before += counts[byte]!;
    }
    return true;
  });
}
