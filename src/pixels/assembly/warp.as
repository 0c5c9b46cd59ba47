/** Pixels come from elsewhere: the nearest ones to where a matrix takes the middle of each new pixel. */

/**
 * Fills an image of the size of the old one. Reads and writes up to 3 bytes beyond both.
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
  const moves = f64x2(a, d), ends = f64x2(c, f);
  for (let y = 0; y < height; y++) {
    const row = <f64>y + 0.5, first = f64x2(b * row, e * row);
    if (a == 1 && d == 0) {
      const oldY = Math.floor(e * row + f), left = Math.floor(0.5 + b * row + c);
      to = shifted(from, to, fill, oldY >= 0 && oldY < height ? <i32>oldY : -1, clamped(left, width), width, channels);
      continue;
    }
    for (let x = 0; x < width; x++, to += channels) {
      const at = f64x2.add(f64x2.add(f64x2.mul(moves, f64x2.splat(<f64>x + 0.5)), first), ends);
      const place = i32x4.relaxed_trunc_f64x2_s_zero(f64x2.floor(at));
      const oldX = i32x4.extract_lane(place, 0), oldY = i32x4.extract_lane(place, 1);
      const isSeen = <u32>oldX < <u32>width && <u32>oldY < <u32>height;
      store<u32>(to, isSeen ? load<u32>(from + (oldY * width + oldX) * channels) : fill);
    }
  }
}

/** A row of pixels that are beside each other in the old image too, from the column `left` on; none of them where `oldY` is below 0. */
@inline
function shifted(from: usize, to: usize, fill: u32, oldY: i32, left: i32, width: i32, channels: i32): usize {
  const end = to + width * channels;
  const before = oldY < 0 ? width : min(max(-left, 0), width), seen = oldY < 0 ? 0 : max(width - abs(left), 0);
  to = filled(to, fill, before, channels);
  memory.copy(to, from + (oldY * width + max(left, 0)) * channels, seen * channels);
  to += seen * channels;
  filled(to, fill, <i32>(end - to) / channels, channels);
  return end;
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
