/** What becomes of a byte, whatever its place: a table of 256, which is looked up byte by byte. */
import type { Retouch } from "./step.ts";

/** The table of a function of a byte, whose values are cut to [0, 255] and cut off to whole numbers. */
function tableOf(value: (byte: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => Math.min(Math.max(value(byte), 0), 255));
}

/** Looks each byte up. */
export function lookUp(from: Uint8Array, to: Uint8Array, table: Uint8Array): void {
  for (let i = 0; i < from.length; i++) to[i] = table[from[i]!]!;
}

function byTable(table: Uint8Array): Retouch {
  return (from, to) => lookUp(from, to, table);
}

/** A mix of a byte and a value that all share: `factor` of the byte, the rest of the value. */
export function mixed(value: number, factor: number): Uint8Array {
  return tableOf((byte) => byte * factor + value * (1 - factor));
}

/** So many times as bright. */
export function brightness(factor: number): Retouch {
  return byTable(mixed(0, factor));
}

/** Keeps the highest bits. */
export function posterize(bits: number): Retouch {
  const mask = bits >= 8 ? 255 : ((1 << bits) - 1) << (8 - bits);
  return byTable(tableOf((byte) => byte & mask));
}

/** Turns what is as bright as a threshold or brighter into its opposite. */
export function solarize(threshold: number): Retouch {
  return byTable(tableOf((byte) => byte >= threshold ? 255 - byte : byte));
}

/** Turns light into dark. */
export function invert(): Retouch {
  return byTable(tableOf((byte) => 255 - byte));
}
