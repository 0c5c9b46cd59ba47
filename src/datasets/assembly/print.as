/** A walk over an image: its bytes, cropped and mirrored, become numbers, each by the scale and offset of its channel. */

/**
 * Prints a part of an image. Reads up to 28 bytes beyond the image on both sides, and writes up to 44 bytes beyond the
 * part: what comes there must come later.
 *
 * @param from The bytes of the image, rows of `imageWidth` pixels.
 * @param to Height times width pixels of float32 numbers.
 * @param plan How bytes become numbers, as printer.ts lays it out.
 * @param top Row and column of the image where the part begins; it may begin outside.
 * @param seenTop From which row on, from which column on, up to which row and column the image is to be seen; the rest
 * is black.
 */
export function print(
  from: usize,
  to: usize,
  plan: usize,
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
      to = black(to, plan, channels, width);
    } else {
      to = black(to, plan, channels, start);
      to = row(from + (y * imageWidth + first) * channels, to, plan, seen, channels, mirrored != 0);
      to = black(to, plan, channels, width - start - seen);
    }
  }
}

/** Where the plan has the scales and offsets of the channels, after two times three masks of 16 bytes. */
const SCALES: usize = 96, OFFSETS: usize = 96 + 64 * 4;

/** How many pixels go in twelve numbers; 0 where they are no whole pixels. */
@inline
function together(channels: i32): i32 {
  return channels < 5 ? 12 / channels : 0;
}

@inline
function black(to: usize, plan: usize, channels: i32, pixels: i32): usize {
  const end = to + ((pixels * channels) << 2);
  if (together(channels) > 0) {
    const offset0 = v128.load(plan, OFFSETS), offset1 = v128.load(plan, OFFSETS + 16);
    const offset2 = v128.load(plan, OFFSETS + 32);
    for (; to < end; to += 48) {
      v128.store(to, offset0);
      v128.store(to, offset1, 16);
      v128.store(to, offset2, 32);
    }
  } else {
    while (to < end) {
      for (let c = 0; c < channels; c++, to += 4) store<f32>(to, load<f32>(plan + (c << 2), OFFSETS));
    }
  }
  return end;
}

/** Twelve numbers at a time, where they are whole pixels: the masks take their bytes apart, in the order of the pixels. */
@inline
function row(from: usize, to: usize, plan: usize, pixels: i32, channels: i32, mirrored: bool): usize {
  const end = to + ((pixels * channels) << 2);
  if (together(channels) > 0) {
    const masks = mirrored ? plan + 48 : plan;
    const mask0 = v128.load(masks), mask1 = v128.load(masks, 16), mask2 = v128.load(masks, 32);
    const scale0 = v128.load(plan, SCALES), scale1 = v128.load(plan, SCALES + 16), scale2 = v128.load(plan, SCALES + 32);
    const offset0 = v128.load(plan, OFFSETS), offset1 = v128.load(plan, OFFSETS + 16);
    const offset2 = v128.load(plan, OFFSETS + 32);
    const along = mirrored ? -12 : 12;
    let block = mirrored ? from + channels - 12 : from;
    for (; to < end; to += 48, block += along) {
      const bytes = v128.load(block);
      v128.store(to, numbers(bytes, mask0, scale0, offset0));
      v128.store(to, numbers(bytes, mask1, scale1, offset1), 16);
      v128.store(to, numbers(bytes, mask2, scale2, offset2), 32);
    }
  } else {
    for (; to < end; from += mirrored ? -channels : channels) {
      for (let c = 0; c < channels; c++, to += 4) {
        const byte = <f32>load<u8>(from + c);
        store<f32>(to, byte * load<f32>(plan + (c << 2), SCALES) + load<f32>(plan + (c << 2), OFFSETS));
      }
    }
  }
  return end;
}

@inline
function numbers(bytes: v128, mask: v128, scale: v128, offset: v128): v128 {
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(i8x16.swizzle(bytes, mask)), scale), offset);
}
