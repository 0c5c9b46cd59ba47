/** A walk over an image: its bytes, cropped and mirrored, become numbers by a table for each channel. */

/**
 * Prints a part of an image.
 *
 * @param from The bytes of the image, rows of `imageWidth` pixels.
 * @param to Height times width pixels of float32 numbers.
 * @param table 256 float32 numbers for each channel.
 * @param top Row and column of the image where the part begins; it may begin outside.
 * @param seenTop From which row on, from which column on, up to which row and column the image is to be seen; the rest
 * is black.
 */
export function print(
  from: usize,
  to: usize,
  table: usize,
  imageWidth: i32,
  channels: i32,
  top: i32,
  left: i32,
  height: i32,
  width: i32,
  mirrored: i32,
  seenTop: i32,
  seenLeft: i32,
  seenBottom: i32,
  seenRight: i32,
): void {
  const seen = max(seenRight - seenLeft, 0);
  const start = mirrored ? left + width - seenRight : seenLeft - left;
  const first = mirrored ? seenRight - 1 : seenLeft;
  for (let y = top; y < top + height; y++) {
    if (y < seenTop || y >= seenBottom || seen == 0) {
      to = black(to, table, channels, width);
    } else {
      to = black(to, table, channels, start);
      const pixel = from + (y * imageWidth + first) * channels;
      const step = mirrored ? -channels : channels;
      if (channels == 3) rgb(pixel, to, table, seen, step);
      else any(pixel, to, table, seen, step, channels);
      to = black(to + ((seen * channels) << 2), table, channels, width - start - seen);
    }
  }
}

@inline
function black(to: usize, table: usize, channels: i32, pixels: i32): usize {
  for (; pixels > 0; pixels--) {
    for (let c = 0; c < channels; c++, to += 4) store<f32>(to, load<f32>(table + (c << 10)));
  }
  return to;
}

@inline
function any(from: usize, to: usize, table: usize, pixels: i32, step: i32, channels: i32): void {
  for (; pixels > 0; pixels--, from += step) {
    for (let c = 0; c < channels; c++, to += 4) store<f32>(to, entry(table + (c << 10), from + c));
  }
}

@inline
function entry(table: usize, byte: usize): f32 {
  return load<f32>(table + ((<usize>load<u8>(byte)) << 2));
}

@inline
function first(table: usize, byte: usize): v128 {
  return v128.load32_zero(table + ((<usize>load<u8>(byte)) << 2));
}

/** Four pixels at a time: one store for four numbers. */
@inline
function rgb(from: usize, to: usize, red: usize, pixels: i32, step: i32): void {
  const green = red + 1024, blue = red + 2048;
  for (; pixels > 3; pixels -= 4, to += 48) {
    const second = from + step, third = second + step, fourth = third + step;
    let four = first(red, from);
    four = v128.load_lane<f32>(green + ((<usize>load<u8>(from, 1)) << 2), four, 1);
    four = v128.load_lane<f32>(blue + ((<usize>load<u8>(from, 2)) << 2), four, 2);
    four = v128.load_lane<f32>(red + ((<usize>load<u8>(second)) << 2), four, 3);
    v128.store(to, four);
    four = first(green, second + 1);
    four = v128.load_lane<f32>(blue + ((<usize>load<u8>(second, 2)) << 2), four, 1);
    four = v128.load_lane<f32>(red + ((<usize>load<u8>(third)) << 2), four, 2);
    four = v128.load_lane<f32>(green + ((<usize>load<u8>(third, 1)) << 2), four, 3);
    v128.store(to, four, 16);
    four = first(blue, third + 2);
    four = v128.load_lane<f32>(red + ((<usize>load<u8>(fourth)) << 2), four, 1);
    four = v128.load_lane<f32>(green + ((<usize>load<u8>(fourth, 1)) << 2), four, 2);
    four = v128.load_lane<f32>(blue + ((<usize>load<u8>(fourth, 2)) << 2), four, 3);
    v128.store(to, four, 32);
    from = fourth + step;
  }
  any(from, to, red, pixels, step, 3);
}
