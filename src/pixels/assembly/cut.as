/** A part of an image is taken out of it, and mirrored. */

/**
 * Takes a part of an image. Reads up to 15 bytes beyond the image on both sides, and writes up to 15 bytes beyond the part:
 * what comes there must come later.
 *
 * @param from The bytes of the image, rows of `imageWidth` pixels.
 * @param to Height times width pixels.
 * @param mask Which bytes of 16 are whole pixels in reverse order, as cutter.ts lays it out.
 * @param top Row and column of the image where the part begins; it may begin outside.
 * @param seenTop From which row on, from which column on, up to which row and column the image is to be seen; the rest
 * is black.
 */
export function cut(
  from: usize,
  to: usize,
  mask: usize,
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
      to = black(to, width * channels);
    } else {
      const row = from + (y * imageWidth + first) * channels;
      to = black(to, start * channels);
      to = mirrored ? reversed(row, to, mask, seen, channels) : copied(row, to, seen * channels);
      to = black(to, (width - start - seen) * channels);
    }
  }
}

/** Bytes that lie elsewhere in the memory. */
export function copy(from: usize, to: usize, size: i32): void {
  memory.copy(to, from, size);
}

@inline
function black(to: usize, size: i32): usize {
  const end = to + size;
  for (; to < end; to += 16) v128.store(to, i32x4.splat(0));
  return end;
}

@inline
function copied(from: usize, to: usize, size: i32): usize {
  const end = to + size;
  for (; to < end; to += 16, from += 16) v128.store(to, v128.load(from));
  return end;
}

/** Pixels from right to left, as many at a time as go in 16 bytes. */
@inline
function reversed(from: usize, to: usize, mask: usize, pixels: i32, channels: i32): usize {
  const end = to + pixels * channels;
  if (channels <= 16) {
    const order = v128.load(mask), along = 16 / channels * channels;
    for (let block = from + channels - 16; to < end; to += along, block -= along) {
      v128.store(to, i8x16.swizzle(v128.load(block), order));
    }
  } else {
    for (; to < end; from -= channels) {
      for (let c = 0; c < channels; c++, to++) store<u8>(to, load<u8>(from + c));
    }
  }
  return end;
}
