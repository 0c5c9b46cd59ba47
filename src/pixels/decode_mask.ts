/** A PNG to the numbers it holds, one a pixel: of a palette the places of its colours, which say the classes. */
import { onDemand } from "../on_demand.ts";

/** A mask as it lies in its file. */
export interface RawMask {
  readonly height: number;
  readonly width: number;
  /** Grey values, places in the palette, or colours as 0xrrggbb, row by row. */
  readonly values: Uint8Array | Uint16Array | Uint32Array;
  /** Whether they are colours. */
  readonly colors: boolean;
}

/**
 * Starts the decoder of masks.
 *
 * @returns Decodes a file; throws with the end of a sentence where it is no PNG, or broken.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { maskDecoder } from "./decode_mask.ts";
 *
 * const decode = await maskDecoder();
 * assertThrows(() => decode(Uint8Array.of(66, 77)), TypeError, "it must be a whole PNG");
 * ```
 */
export async function maskDecoder(): Promise<(bytes: Uint8Array) => RawMask> {
  // Rarely needed. The decoder of images makes colours of a palette, by which its places are lost.
  const { decode } = await onDemand<typeof import("npm:fast-png@8.0.0")>("npm:fast-png@8.0.0");
  return (bytes) => {
    // Of its header (W3C PNG, 11.2.1): the bits of a sample, and whether there are seven passes, which the decoder takes by whole bytes.
    const [bits, interlaced] = [bytes[24]!, bytes[28]];
    if (bits < 8 && interlaced === 1) {
      throw new TypeError(
        `it must not be interlaced with fewer than 8 bits: got ${bits}. Save it anew, of 8 bits or without interlacing`,
      );
    }
    let png: ReturnType<typeof decode>;
    try {
      png = decode(bytes);
    } catch (error) {
      throw new TypeError(`it must be a whole PNG: got ${(error as Error).message}`);
    }
    const { width, height, depth, channels, data } = png;
    if (depth < 8) return { width, height, values: unpacked(data, width, height, depth), colors: false };
    // A second channel is how opaque a pixel is.
    const first = (i: number) => data[i * channels]!;
    if (channels <= 2) {
      const values = depth === 16 ? new Uint16Array(width * height) : new Uint8Array(width * height);
      for (let i = 0; i < values.length; i++) values[i] = first(i);
      return { width, height, values, colors: false };
    }
    if (depth !== 8) throw new TypeError(`it must have colours of 8 bits: got ${depth}`);
    const color = (i: number) => first(i) << 16 | data[i * channels + 1]! << 8 | data[i * channels + 2]!;
    return { width, height, values: Uint32Array.from({ length: width * height }, (_, i) => color(i)), colors: true };
  };
}

/** Numbers of fewer bits than a byte, of which each row begins with a byte of its own. */
function unpacked(data: ArrayLike<number>, width: number, height: number, depth: number): Uint8Array {
  const values = new Uint8Array(width * height), row = Math.ceil(width * depth / 8), most = (1 << depth) - 1;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      values[to++] = data[y * row + (bit >> 3)]! >> (8 - depth - bit % 8) & most;
    }
  }
  return values;
}
