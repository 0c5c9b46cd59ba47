/** Pixels come from elsewhere: the nearest ones to where a matrix takes the middle of each new pixel. */
import { PACKS, TWO } from "./constants";

/**
 * Fills an image of the size of the old one. Reads up to 3 bytes beyond the old one, and writes up to 12 beyond the new one.
 *
 * @param from The bytes of the image, of 1 to 4 channels.
 * @param fill The bytes of a pixel that is shown where the old image has nothing.
 * @param a Of the column, the row and nothing, what they make up of the old column; then of the old row.
 */
export function nearest(
  from: usize,
  to: usize,
  fill: u32,
  height: i32,
  width: i32,
  channels: i32,
  a: f64,
  b: f64,
  c: f64,
  d: f64,
  e: f64,
  f: f64,
): void {
  for (let y = 0; y < height; y++, to += width * channels) {
    const row = <f64>y + 0.5, firstX = b * row, firstY = e * row;
    if (a == 1 && d == 0) {
      const oldY = Math.floor(firstY + f), left = Math.floor(0.5 + firstX + c);
      shifted(from, to, fill, oldY >= 0 && oldY < height ? <i32>oldY : -1, clamped(left, width), width, channels);
      continue;
    }
    // What is seen of the old image is in one piece: no less than this, and then exactly.
    let begin = max(first(a, firstX + c, width, width), first(d, firstY + f, height, width));
    let end = min(last(a, firstX + c, width, width), last(d, firstY + f, height, width));
    while (begin < end && !isSeen(begin, a, firstX, c, width, d, firstY, f, height)) begin++;
    while (begin < end && !isSeen(end - 1, a, firstX, c, width, d, firstY, f, height)) end--;
    if (begin >= end) begin = end = width;
    let at = filled(to, fill, begin, channels), x = begin;
    const moveX = f64x2.splat(a), moveY = f64x2.splat(d), startX = f64x2.splat(firstX), startY = f64x2.splat(firstY);
    const endX = f64x2.splat(c), endY = f64x2.splat(f), rows = i32x4.splat(width), size = i32x4.splat(channels);
    const two = v128.load(TWO), pack = v128.load(PACKS + 16 * (channels - 1));
    let columns = f64x2.add(f64x2.splat(<f64>x), f64x2(0.5, 1.5));
    for (; x + 4 <= end; x += 4) {
      const more = f64x2.add(columns, two);
      const oldX = whole(along(columns, moveX, startX, endX), along(more, moveX, startX, endX));
      const oldY = whole(along(columns, moveY, startY, endY), along(more, moveY, startY, endY));
      const places = i32x4.mul(i32x4.add(i32x4.mul(oldY, rows), oldX), size);
      let four = v128.load32_zero(from + i32x4.extract_lane(places, 0));
      four = v128.load32_lane(from + i32x4.extract_lane(places, 1), four, 1);
      four = v128.load32_lane(from + i32x4.extract_lane(places, 2), four, 2);
      v128.store(at, i8x16.relaxed_swizzle(v128.load32_lane(from + i32x4.extract_lane(places, 3), four, 3), pack));
      at += 4 * channels;
      columns = f64x2.add(more, two);
    }
    for (; x < end; x++, at += channels) {
      const oldX = <i32>(a * (<f64>x + 0.5) + firstX + c), oldY = <i32>(d * (<f64>x + 0.5) + firstY + f);
      store<u32>(at, load<u32>(from + (oldY * width + oldX) * channels));
    }
    filled(at, fill, width - end, channels);
  }
}

/** Places of the old image for two columns of the new one, in this order of sums, which is that of one at a time. */
@inline
function along(columns: v128, move: v128, start: v128, end: v128): v128 {
  return f64x2.add(f64x2.add(f64x2.mul(move, columns), start), end);
}

/** Four numbers that are not negative, as whole ones. */
@inline
function whole(two: v128, more: v128): v128 {
  return v128.shuffle<i64>(i32x4.relaxed_trunc_f64x2_s_zero(two), i32x4.relaxed_trunc_f64x2_s_zero(more), 0, 2);
}

/** No column before this one has a place in [0, size). */
@inline
function first(move: f64, start: f64, size: i32, width: i32): i32 {
  if (move == 0) return 0;
  return <i32>Math.max(0, Math.min(width, Math.ceil(((move > 0 ? -ROUNDED : <f64>size + ROUNDED) - start) / move - 0.5)));
}

/** Neither this column nor one after it has one. */
@inline
function last(move: f64, start: f64, size: i32, width: i32): i32 {
  if (move == 0) return width;
  return <i32>Math.max(0, Math.min(width, Math.ceil(((move > 0 ? <f64>size + ROUNDED : -ROUNDED) - start) / move - 0.5)));
}

/** Rounding moves no place as far as this. */
const ROUNDED: f64 = 1e-6;

@inline
function isSeen(x: i32, a: f64, firstX: f64, c: f64, width: i32, d: f64, firstY: f64, f: f64, height: i32): bool {
  const column = <f64>x + 0.5, oldX = a * column + firstX + c, oldY = d * column + firstY + f;
  return oldX >= 0 && oldX < width && oldY >= 0 && oldY < height;
}

/** A row of pixels that are beside each other in the old image too, from the column `left` on; none of them where `oldY` is below 0. */
@inline
function shifted(from: usize, to: usize, fill: u32, oldY: i32, left: i32, width: i32, channels: i32): void {
  const end = to + width * channels;
  const before = oldY < 0 ? width : min(max(-left, 0), width), seen = oldY < 0 ? 0 : max(width - abs(left), 0);
  to = filled(to, fill, before, channels);
  // Where nothing is seen the old place may lie before the memory, which is refused though nothing is copied.
  if (seen > 0) memory.copy(to, from + (oldY * width + max(left, 0)) * channels, seen * channels);
  to += seen * channels;
  filled(to, fill, <i32>(end - to) / channels, channels);
}

@inline
function filled(to: usize, fill: u32, pixels: i32, channels: i32): usize {
  for (let x = 0; x < pixels; x++, to += channels) store<u32>(to, fill);
  return to;
}

@inline
function clamped(left: f64, width: i32): i32 {
  return <i32>Math.max(Math.min(left, width), -width);
}
