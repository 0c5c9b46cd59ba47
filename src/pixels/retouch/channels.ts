/** What becomes of a byte by what else its channel holds: a table for each channel of an image. */
import type { Retouch } from "./step.ts";

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
