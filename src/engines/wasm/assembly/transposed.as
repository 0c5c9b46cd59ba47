/** Products of matrices, of which the left one is transposed, and may be images that a window moves over. */
import {
  A, A_COUNT, A_IMAGE, A_LINE, A_MATRIX, A_PIXEL, at, B, B_COUNT, B_MATRIX, C, C_IMAGE, C_LINE, C_MATRIX, C_PIXEL,
  COLUMN_CHUNK, COLUMN_CHUNKS, COLUMNS, DEPTH, HEIGHT, IMAGES, IS_JOINT, panelWidth, ROW_CHUNK, ROW_CHUNKS,
  STEP_ACROSS, STEP_DOWN, TABLE, TAP, TAPS, WIDTH, word,
} from "./grid";
import { packColumns } from "./pack";
import { BLOCK, PACKED_A, PACKED_B, RESULTS, SEGMENT_ROOM, SEGMENTS, multiply } from "./room";

/**
 * One task of C = Aᵀ B for each tap, with the rows of A gathered from images, and those of B taken where the strides of C
 * say. The sum runs over the rows that the tap meets.
 */
export function transposedProduct(task: i32, block: usize, room: usize): void {
  const columnChunk = task % word(block, COLUMN_CHUNKS);
  task /= word(block, COLUMN_CHUNKS);
  const rowChunk = task % word(block, ROW_CHUNKS);
  task /= word(block, ROW_CHUNKS);
  const isJoint = word(block, IS_JOINT), taps = isJoint ? 1 : word(block, TAPS);
  const tap = word(block, TABLE) + (task % taps) * TAP * 4, matrix = task / taps;
  const a = at(word(block, A), (matrix % word(block, A_COUNT)) * word(block, A_MATRIX));
  const b = at(word(block, B), (matrix % word(block, B_COUNT)) * word(block, B_MATRIX));
  const columnsInAll = word(block, COLUMNS);
  const c = at(word(block, C), matrix * word(block, C_MATRIX) + load<i32>(tap, 8));
  const first = rowChunk * word(block, ROW_CHUNK);
  const height = word(block, DEPTH) * (isJoint ? word(block, TAPS) : 1);
  const count = min(word(block, ROW_CHUNK), height - first), tiles = (count + 3) >> 2;
  for (let row = 0; row < tiles << 2; row++) {
    const index = first + min(row, count - 1);
    store<usize>(room + RESULTS + (<usize> row << 2), at(<i32> c, index * columnsInAll));
  }
  const top = load<i32>(tap, 12), rowsDown = load<i32>(tap, 16), near = load<i32>(tap, 20), wide = load<i32>(tap, 24);
  const images = word(block, IMAGES), k = rowsDown * wide * images;
  const start = columnChunk * word(block, COLUMN_CHUNK);
  const end = min(start + word(block, COLUMN_CHUNK), columnsInAll);
  for (let low = 0; low == 0 || low < k; low += BLOCK) {
    const high = min(k, low + BLOCK), tileBytes = <usize> (high - low) << 4;
    for (let t = 0; t < tiles; t++) {
      const segments = room + SEGMENTS + <usize> t * SEGMENT_ROOM;
      store<i32>(segments, 1);
      store<i32>(segments, 0, 8);
      store<i32>(segments, high - low, 12);
    }
    for (let at0 = low; at0 < high;) {
      const image = at0 % images, place = at0 / images, run = min(images - image, high - at0);
      const i = (top + place / wide) * word(block, STEP_DOWN), j = (near + place % wide) * word(block, STEP_ACROSS);
      const from = at(<i32> a, image * word(block, A_IMAGE)), to = room + PACKED_A + (<usize> (at0 - low) << 4);
      if (isJoint) {
        packJoint(block, from, i, j, run, first, count, tileBytes, to);
      } else {
        const down = i + load<i32>(tap), right = j + load<i32>(tap, 4);
        const start = at(<i32> from, down * word(block, A_LINE) + right * word(block, A_PIXEL) + first);
        packTiles(start, <usize> word(block, A_IMAGE) << 2, run, count, tileBytes, to);
      }
      at0 += run;
    }
    for (let column = start; column < end;) {
      const left = end - column, width = panelWidth(left), columns = min(left, width);
      let to = room + PACKED_B;
      for (let at0 = low; at0 < high;) {
        const image = at0 % images, place = at0 / images, run = min(images - image, high - at0);
        const i = top + place / wide, j = near + place % wide;
        const from = at(
          <i32> b,
          image * word(block, C_IMAGE) + i * word(block, C_LINE) + j * word(block, C_PIXEL) + column,
        );
        packColumns(from, <usize> word(block, C_IMAGE) << 2, run, columns, width, to);
        to += <usize> (run * width) << 2;
        at0 += run;
      }
      multiply(room, tiles, columns, width, column, tileBytes, low > 0);
      column += width;
    }
  }
}

/** Packs `count` numbers of each of k rows into tiles of four, which lie `tileBytes` apart. */
function packTiles(from: usize, stride: usize, k: i32, count: i32, tileBytes: usize, to: usize): void {
  let left = count;
  for (; left >= 16; left -= 16) {
    let p = from, q = to;
    for (let n = k; n > 0; n--) {
      v128.store(q, v128.load(p));
      v128.store(q + tileBytes, v128.load(p, 16));
      v128.store(q + 2 * tileBytes, v128.load(p, 32));
      v128.store(q + 3 * tileBytes, v128.load(p, 48));
      p += stride;
      q += 16;
    }
    from += 64;
    to += 4 * tileBytes;
  }
  for (; left > 0; left -= 4) {
    let p = from, q = to;
    for (let n = k; n > 0; n--) {
      for (let r = 0; r < 4; r++) store<f32>(q + (<usize> r << 2), r < left ? load<f32>(p + (<usize> r << 2)) : 0);
      p += stride;
      q += 16;
    }
    from += 16;
    to += tileBytes;
  }
}

/** As packTiles, where the numbers of a row are those of all taps about a place; outside of the image they are zero. */
function packJoint(
  block: usize,
  image: usize,
  i: i32,
  j: i32,
  k: i32,
  first: i32,
  count: i32,
  tileBytes: usize,
  to: usize,
): void {
  const depth = word(block, DEPTH), stride = <usize> word(block, A_IMAGE) << 2;
  for (let row = 0; row < ((count + 3) & ~3); row++) {
    const tap = (first + row) / depth, entry = word(block, TABLE) + tap * TAP * 4;
    const down = i + load<i32>(entry), right = j + load<i32>(entry, 4);
    let q = to + <usize> (row >> 2) * tileBytes + (<usize> (row & 3) << 2);
    const isInside = row < count && <u32> down < <u32> word(block, HEIGHT) && <u32> right < <u32> word(block, WIDTH);
    const offset = down * word(block, A_LINE) + right * word(block, A_PIXEL) + (first + row) % depth;
    let p = isInside ? at(<i32> image, offset) : 0;
    for (let n = k; n > 0; n--, q += 16) {
      store<f32>(q, isInside ? load<f32>(p) : 0);
      p += stride;
    }
  }
}
