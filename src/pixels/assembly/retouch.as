/**
 * Colours of an image change where they are. All of these read up to 15 bytes beyond the image and write up to 15 bytes beyond the new one, which
 * must lie elsewhere.
 */
import { BLUE, FIRST, GREEN, LAST, LIGHT_BLUE, LIGHT_GREEN, LIGHT_RED, NEXT, RED } from "./constants";

/** Bytes become `factor` times themselves and something more, cut to [0, 255] and off to whole numbers. */
export function tone(from: usize, to: usize, count: i32, factor: f32, added: f32): void {
  const factors = f32x4.splat(factor), more = f32x4.splat(added), end = to + count;
  for (; to < end; to += 16, from += 16) {
    const bytes = v128.load(from), low = i16x8.extend_low_i8x16_u(bytes), high = i16x8.extend_high_i8x16_u(bytes);
    const a = scaled(i32x4.extend_low_i16x8_u(low), factors, more);
    const b = scaled(i32x4.extend_high_i16x8_u(low), factors, more);
    const c = scaled(i32x4.extend_low_i16x8_u(high), factors, more);
    const d = scaled(i32x4.extend_high_i16x8_u(high), factors, more);
    v128.store(to, bytesOf(a, b, c, d));
  }
}

/** Of bytes of at least a threshold some bits become their opposite; then only those of a mask stay. */
export function bits(from: usize, to: usize, count: i32, threshold: i32, flipped: i32, kept: i32): void {
  const least = i8x16.splat(<i8>threshold), flips = i8x16.splat(<i8>flipped), mask = i8x16.splat(<i8>kept);
  for (const end = to + count; to < end; to += 16, from += 16) {
    const bytes = v128.load(from);
    v128.store(to, v128.and(v128.xor(bytes, v128.and(i8x16.ge_u(bytes, least), flips)), mask));
  }
}

/** The sum of how light the pixels are, each a whole number. */
export function lightness(from: usize, pixels: i32): i32 {
  const red = v128.load(RED), green = v128.load(GREEN), blue = v128.load(BLUE);
  const ofRed = v128.load(LIGHT_RED), ofGreen = v128.load(LIGHT_GREEN), ofBlue = v128.load(LIGHT_BLUE);
  let sums = i32x4.splat(0);
  const whole = from + (pixels >> 2) * 12;
  for (; from < whole; from += 12) {
    const light = lights(v128.load(from), red, green, blue, ofRed, ofGreen, ofBlue);
    sums = i32x4.add(sums, i32x4.relaxed_trunc_f32x4_s(light));
  }
  const last = i32x4.relaxed_trunc_f32x4_s(lights(v128.load(from), red, green, blue, ofRed, ofGreen, ofBlue));
  const rest = pixels & 3;
  let sum = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3);
  if (rest > 0) sum += i32x4.extract_lane(last, 0);
  if (rest > 1) sum += i32x4.extract_lane(last, 1);
  if (rest > 2) sum += i32x4.extract_lane(last, 2);
  return sum;
}

/** Mixes each pixel of red, green and blue with how light it is. */
export function saturate(from: usize, to: usize, pixels: i32, factor: f32): void {
  const factors = f32x4.splat(factor), rest = f32x4.splat(1 - factor), end = to + pixels * 3;
  const red = v128.load(RED), green = v128.load(GREEN), blue = v128.load(BLUE);
  const ofRed = v128.load(LIGHT_RED), ofGreen = v128.load(LIGHT_GREEN), ofBlue = v128.load(LIGHT_BLUE);
  for (; to < end; to += 12, from += 12) {
    const bytes = v128.load(from), low = i16x8.extend_low_i8x16_u(bytes), high = i16x8.extend_high_i8x16_u(bytes);
    const light = f32x4.mul(f32x4.floor(lights(bytes, red, green, blue, ofRed, ofGreen, ofBlue)), rest);
    const a = scaled(i32x4.extend_low_i16x8_u(low), factors, v128.shuffle<f32>(light, light, 0, 0, 0, 1));
    const b = scaled(i32x4.extend_high_i16x8_u(low), factors, v128.shuffle<f32>(light, light, 1, 1, 2, 2));
    const c = scaled(i32x4.extend_low_i16x8_u(high), factors, v128.shuffle<f32>(light, light, 2, 3, 3, 3));
    v128.store(to, bytesOf(a, b, c, c));
  }
}

/** Mixes each pixel with the mean of the 3x3 around it, in which it counts five times; the outermost ones stay. */
export function sharpen(from: usize, to: usize, height: i32, width: i32, channels: i32, factor: f32): void {
  const row = width * channels, inner = row - 2 * channels, rest = f32x4.splat(1 - factor);
  memory.copy(to, from, height * row);
  for (let y = 1; y < height - 1; y++) {
    const here = from + y * row + channels, there = to + y * row + channels;
    // The last eight overlap those before them.
    for (let i = 0; i + 8 <= inner; i += 8) v128.store64_lane(there + i, eight(here + i, row, channels, rest), 0);
    if (inner >= 8) v128.store64_lane(there + inner - 8, eight(here + inner - 8, row, channels, rest), 0);
    else for (let i = 0; i < inner; i++) {
      store<u8>(there + i, <u8>i8x16.extract_lane_u(eight(here + i, row, channels, rest), 0));
    }
  }
}

@inline
function eight(here: usize, row: i32, channels: i32, rest: v128): v128 {
  const middle = v128.load8x8_u(here);
  let sum = i16x8.add(i16x8.shl(middle, 2), around(here - row, channels));
  sum = i16x8.add(sum, i16x8.add(around(here, channels), around(here + row, channels)));
  // To the nearest 13th of any sum of 13 bytes, of which none is in the middle between two whole numbers.
  const mean = i16x8.relaxed_q15mulr_s(i16x8.add(i16x8.shl(sum, 3), i16x8.splat(3)), i16x8.splat(315));
  const more = i16x8.sub(mean, middle);
  const a = towards(i32x4.extend_low_i16x8_u(middle), i32x4.extend_low_i16x8_s(more), rest);
  const b = towards(i32x4.extend_high_i16x8_u(middle), i32x4.extend_high_i16x8_s(more), rest);
  return bytesOf(a, b, a, b);
}

@inline
function around(at: usize, channels: i32): v128 {
  return i16x8.add(i16x8.add(v128.load8x8_u(at - channels), v128.load8x8_u(at)), v128.load8x8_u(at + channels));
}

@inline
function towards(bytes: v128, more: v128, rest: v128): v128 {
  return i32x4.relaxed_trunc_f32x4_s(
    f32x4.add(f32x4.convert_i32x4_s(bytes), f32x4.mul(f32x4.convert_i32x4_s(more), rest)),
  );
}

/**
 * The least and the greatest of the bytes at the places 0, 3, 6 and so on, at 1, 4, 7 and so on, and at 2, 5, 8.
 *
 * @param found 96 bytes: the least of 48 places, of which every third one is of the same kind, then the greatest.
 */
export function extremes(from: usize, found: usize, length: i32): void {
  memory.fill(found, 255, 48);
  memory.fill(found + 48, 0, 48);
  let least0 = v128.load(found), least1 = least0, least2 = least0, most0 = v128.load(found, 48), most1 = most0, most2 = most0;
  const whole = from + length / 48 * 48, end = from + length;
  for (; from < whole; from += 48) {
    const first = v128.load(from), second = v128.load(from, 16), third = v128.load(from, 32);
    least0 = i8x16.min_u(least0, first), most0 = i8x16.max_u(most0, first);
    least1 = i8x16.min_u(least1, second), most1 = i8x16.max_u(most1, second);
    least2 = i8x16.min_u(least2, third), most2 = i8x16.max_u(most2, third);
  }
  v128.store(found, least0), v128.store(found, least1, 16), v128.store(found, least2, 32);
  v128.store(found, most0, 48), v128.store(found, most1, 64), v128.store(found, most2, 80);
  for (; from < end; from++, found++) {
    const byte = load<u8>(from);
    store<u8>(found, min(load<u8>(found), byte));
    store<u8>(found, max(load<u8>(found, 48), byte), 48);
  }
}

/**
 * Of bytes something is taken away, and what is left is scaled and cut off to a whole number, by the place among 12.
 *
 * @param plan 16 bytes, of which 12 are taken away, and 12 factors. No byte may be less than what is taken away from it.
 */
export function stretch(from: usize, to: usize, plan: usize, length: i32): void {
  const less = v128.load(plan), mask0 = v128.load(FIRST), mask1 = v128.load(NEXT), mask2 = v128.load(LAST);
  const factor0 = v128.load(plan, 16), factor1 = v128.load(plan, 32), factor2 = v128.load(plan, 48);
  // Rounding takes less than this away from what is a whole number; the next one is always further.
  const more = f32x4.splat(1.0 / 1024);
  for (const end = to + length; to < end; to += 12, from += 12) {
    const bytes = i8x16.sub(v128.load(from), less);
    const a = stretched(bytes, mask0, factor0, more), b = stretched(bytes, mask1, factor1, more);
    const c = stretched(bytes, mask2, factor2, more);
    v128.store(to, bytesOf(a, b, c, c));
  }
}

@inline
function stretched(bytes: v128, mask: v128, factors: v128, more: v128): v128 {
  return i32x4.relaxed_trunc_f32x4_s(f32x4.add(f32x4.mul(numbers(bytes, mask), factors), more));
}

/** How often each byte occurs at the places 0, 3, 6 and so on, at 1, 4, 7 and so on, and at 2, 5, 8: 256 numbers each. */
export function count(from: usize, counts: usize, length: i32): void {
  memory.fill(counts, 0, 12 * 1024);
  const whole = length / 12 * 12, end = from + whole;
  // The same byte often comes again: four counts of it need not wait for each other.
  for (; from < end; from += 12) {
    fourMore(counts, load<u32>(from));
    fourMore(counts + 4096, load<u32>(from, 4));
    fourMore(counts + 8192, load<u32>(from, 8));
  }
  for (let i = 0; i < length - whole; i++) more(counts + i * 1024, load<u8>(from + i));
  for (let i: usize = 0; i < 3072; i += 16) {
    const first = i32x4.add(v128.load(counts + i), v128.load(counts + i, 3072));
    v128.store(counts + i, i32x4.add(first, i32x4.add(v128.load(counts + i, 6144), v128.load(counts + i, 9216))));
  }
}

@inline
function fourMore(counts: usize, bytes: u32): void {
  more(counts, bytes & 255);
  more(counts + 1024, bytes >> 8 & 255);
  more(counts + 2048, bytes >> 16 & 255);
  more(counts + 3072, bytes >> 24);
}

@inline
function more(counts: usize, byte: u32): void {
  const at = counts + (byte << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Looks bytes up in three tables of 256, taken in turns. */
export function lookUp(from: usize, to: usize, tables: usize, length: i32): void {
  const second = tables + 256, third = tables + 512, end = to + length;
  for (; to < end; to += 12, from += 12) {
    store<u32>(to, four(load<u32>(from), tables, second, third, tables));
    store<u32>(to, four(load<u32>(from, 4), second, third, tables, second), 4);
    store<u32>(to, four(load<u32>(from, 8), third, tables, second, third), 8);
  }
}

@inline
function four(bytes: u32, a: usize, b: usize, c: usize, d: usize): u32 {
  return <u32>load<u8>(a + (bytes & 255)) | <u32>load<u8>(b + (bytes >> 8 & 255)) << 8 |
    <u32>load<u8>(c + (bytes >> 16 & 255)) << 16 | <u32>load<u8>(d + (bytes >> 24)) << 24;
}

/** How light four pixels are. */
@inline
function lights(bytes: v128, red: v128, green: v128, blue: v128, ofRed: v128, ofGreen: v128, ofBlue: v128): v128 {
  return f32x4.add(
    f32x4.add(f32x4.mul(numbers(bytes, red), ofRed), f32x4.mul(numbers(bytes, green), ofGreen)),
    f32x4.mul(numbers(bytes, blue), ofBlue),
  );
}

@inline
function numbers(bytes: v128, mask: v128): v128 {
  return f32x4.convert_i32x4_s(i8x16.relaxed_swizzle(bytes, mask));
}

@inline
function scaled(numbers: v128, factors: v128, more: v128): v128 {
  return i32x4.relaxed_trunc_f32x4_s(f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(numbers), factors), more));
}

@inline
function bytesOf(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}
