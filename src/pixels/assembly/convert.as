/** Bytes of images become numbers, each by the scale and offset of its channel. */
import { FIRST, LAST, NEXT } from "./constants";

/** Where a plan has the scales and the offsets of the channels. */
const SCALES: usize = 0, OFFSETS: usize = 64 * 4;

/**
 * Converts bytes. Reads up to 15 bytes beyond them, and writes up to 44 bytes beyond the numbers.
 *
 * @param from The bytes, channels last.
 * @param to As many float32 numbers.
 * @param plan How bytes become numbers, as converter.ts lays it out.
 */
export function convert(from: usize, to: usize, plan: usize, count: i32, channels: i32): void {
  const end = to + (count << 2);
  if (12 % channels == 0) {
    // Twelve numbers at a time, of which the channels are the same each time.
    const mask0 = v128.load(FIRST), mask1 = v128.load(NEXT), mask2 = v128.load(LAST);
    const scale0 = v128.load(plan, SCALES), scale1 = v128.load(plan, SCALES + 16), scale2 = v128.load(plan, SCALES + 32);
    const offset0 = v128.load(plan, OFFSETS), offset1 = v128.load(plan, OFFSETS + 16);
    const offset2 = v128.load(plan, OFFSETS + 32);
    for (; to < end; to += 48, from += 12) {
      const bytes = v128.load(from);
      v128.store(to, numbers(bytes, mask0, scale0, offset0));
      v128.store(to, numbers(bytes, mask1, scale1, offset1), 16);
      v128.store(to, numbers(bytes, mask2, scale2, offset2), 32);
    }
  } else {
    for (; to < end; from += channels) {
      for (let c = 0; c < channels; c++, to += 4) {
        const byte = <f32>load<u8>(from + c);
        store<f32>(to, byte * load<f32>(plan + (c << 2), SCALES) + load<f32>(plan + (c << 2), OFFSETS));
      }
    }
  }
}

@inline
function numbers(bytes: v128, mask: v128, scale: v128, offset: v128): v128 {
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(i8x16.relaxed_swizzle(bytes, mask)), scale), offset);
}
