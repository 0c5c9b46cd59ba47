/** Products of matrices, of which the left one may be images that a window moves over. */
import {
  A, A_COUNT, A_IMAGE, A_LINE, A_MATRIX, A_PIXEL, ACROSS, at, B, B_COUNT, B_MATRIX, B_STRIDE, C, C_IMAGE, C_LINE,
  C_MATRIX, C_PIXEL, COLUMN_CHUNK, COLUMN_CHUNKS, COLUMNS, DEPTH, HEIGHT, IMAGES, IS_JOINT, panelWidth, PLACES, ROW_CHUNK,
  ROW_CHUNKS, STEP_ACROSS, STEP_DOWN, TABLE, TAP, TAPS, TURNED, WIDTH, word, ZEROS,
} from "./grid";
import { packColumns, packRows, packTurned } from "./pack";
import { tile12, tile8 } from "./tile";

/** How much of k is packed at a time: a panel of it stays in the nearest cache. */
@inline const BLOCK = 384;
/** The most rows of a task. */
@inline const ROWS = 256;
/** Below this depth a run of zeros is too short to be worth leaving out. */
@inline const SHALLOW = 16;

// What a thread's room holds, in bytes from its start.
@inline const PACKED_A: usize = 0;
@inline const PACKED_B: usize = PACKED_A + ROWS * BLOCK * 4;
/** For each row: the address of its result, its place down and across in A, and the address of its image. */
@inline const ROW_TABLE: usize = PACKED_B + BLOCK * 12 * 4;
/** For each tile: the addresses of four rows of the result. */
@inline const RESULTS: usize = ROW_TABLE + ROWS * 16;
/** For each tile: how many segments, and the segments. */
@inline const SEGMENTS: usize = RESULTS + ROWS * 4;
@inline const SEGMENT_ROOM: usize = 8 + 8 * (BLOCK / SHALLOW + 2);
/** A tile whose columns are not all wanted, and the addresses of its rows. */
@inline const ASIDE: usize = SEGMENTS + <usize> (ROWS / 4) * SEGMENT_ROOM;
@inline const ASIDE_ROWS: usize = ASIDE + 4 * 48;

/** The room that a thread wants, in bytes. */
export function roomOf(): usize {
  return ASIDE_ROWS + 16;
}

/** One task of C = A B, with the rows of A gathered from images, and those of C put where they belong. */
export function product(task: i32, block: usize, room: usize): void {
  const columnChunk = task % word(block, COLUMN_CHUNKS);
  task /= word(block, COLUMN_CHUNKS);
  const rowChunk = task % word(block, ROW_CHUNKS), matrix = task / word(block, ROW_CHUNKS);
  const a = at(word(block, A), (matrix % word(block, A_COUNT)) * word(block, A_MATRIX));
  const b = at(word(block, B), (matrix % word(block, B_COUNT)) * word(block, B_MATRIX));
  const c = at(word(block, C), matrix * word(block, C_MATRIX));
  const images = word(block, IMAGES), across = word(block, ACROSS);
  const first = rowChunk * word(block, ROW_CHUNK);
  const count = min(word(block, ROW_CHUNK), word(block, PLACES) * across * images - first);
  const tiles = (count + 3) >> 2;
  for (let row = 0; row < tiles << 2; row++) {
    const index = first + min(row, count - 1), image = index % images, place = index / images;
    const i = place / across, j = place % across, entry = room + ROW_TABLE + (<usize> row << 4);
    const result = at(
      <i32> c,
      image * word(block, C_IMAGE) + i * word(block, C_LINE) + j * word(block, C_PIXEL),
    );
    store<usize>(room + RESULTS + (<usize> row << 2), result);
    // A row beyond the last meets nothing: it is far outside of the image.
    store<i32>(entry, row < count ? i * word(block, STEP_DOWN) : -0x40000000, 4);
    store<i32>(entry, j * word(block, STEP_ACROSS), 8);
    store<usize>(entry, at(<i32> a, image * word(block, A_IMAGE)), 12);
  }
  const start = columnChunk * word(block, COLUMN_CHUNK);
  const end = min(start + word(block, COLUMN_CHUNK), word(block, COLUMNS));
  const k = word(block, TAPS) * word(block, DEPTH);
  for (let low = 0; low == 0 || low < k; low += BLOCK) {
    const high = min(k, low + BLOCK);
    for (let t = 0; t < tiles; t++) gather(block, room, t, low, high);
    for (let column = start; column < end;) {
      const left = end - column, width = panelWidth(left);
      packB(block, b, low, high, column, min(left, width), width, room + PACKED_B);
      multiply(room, tiles, min(left, width), width, column, <usize> (high - low) << 4, low > 0);
      column += width;
    }
  }
}

/** Packs four rows of A from k = low to high, and notes which k that leaves out. */
function gather(block: usize, room: usize, tile: i32, low: i32, high: i32): void {
  const depth = word(block, DEPTH), height = word(block, HEIGHT), width = word(block, WIDTH);
  const line = word(block, A_LINE), pixel = word(block, A_PIXEL);
  const rows = room + ROW_TABLE + (<usize> tile << 6), zeros = <usize> word(block, ZEROS);
  const segments = room + SEGMENTS + <usize> tile * SEGMENT_ROOM;
  let to = room + PACKED_A + <usize> tile * (<usize> (high - low) << 4), count = 0;
  for (let k = low; k < high;) {
    const tap = k / depth, from = k - tap * depth, run = min(depth - from, high - k);
    const entry = word(block, TABLE) + tap * TAP * 4;
    const down = load<i32>(entry), right = load<i32>(entry, 4);
    let found = false;
    const p0 = pixelOf(rows, down, right, height, width, line, pixel, from, zeros);
    const p1 = pixelOf(rows + 16, down, right, height, width, line, pixel, from, zeros);
    const p2 = pixelOf(rows + 32, down, right, height, width, line, pixel, from, zeros);
    const p3 = pixelOf(rows + 48, down, right, height, width, line, pixel, from, zeros);
    found = p0 != zeros || p1 != zeros || p2 != zeros || p3 != zeros;
    if (found || depth < SHALLOW) {
      packRows(p0, p1, p2, p3, run, to, 16);
      to += <usize> run << 4;
      const last = segments + (<usize> count << 3);
      if (count > 0 && load<i32>(last) + load<i32>(last, 4) == k - low) {
        store<i32>(last, load<i32>(last, 4) + run, 4);
      } else {
        store<i32>(last, k - low, 8);
        store<i32>(last, run, 12);
        count++;
      }
    }
    k += run;
  }
  store<i32>(segments, count);
}

/** Where a row meets a tap in A, or zeros if outside. */
@inline
function pixelOf(
  row: usize,
  down: i32,
  right: i32,
  height: i32,
  width: i32,
  line: i32,
  pixel: i32,
  from: i32,
  zeros: usize,
): usize {
  const i = load<i32>(row, 4) + down, j = load<i32>(row, 8) + right;
  if (<u32> i >= <u32> height || <u32> j >= <u32> width) return zeros;
  return at(load<i32>(row, 12), i * line + j * pixel + from);
}

/** Packs a panel of B from k = low to high. */
function packB(
  block: usize,
  b: usize,
  low: i32,
  high: i32,
  column: i32,
  columns: i32,
  width: i32,
  to: usize,
): void {
  const depth = word(block, DEPTH), stride = word(block, B_STRIDE), turned = word(block, TURNED);
  const zeros = <usize> word(block, ZEROS);
  for (let k = low; k < high;) {
    const tap = k / depth, from = k - tap * depth, run = min(depth - from, high - k);
    const matrix = load<i32>(word(block, TABLE) + tap * TAP * 4, 8);
    if (turned) {
      const start = at(<i32> b, matrix + column * stride + from);
      packTurned(start, <usize> stride << 2, run, columns, width, to, zeros);
    } else {
      packColumns(at(<i32> b, matrix + from * stride + column), <usize> stride << 2, run, columns, width, to);
    }
    to += <usize> (run * width) << 2;
    k += run;
  }
}

/** Multiplies all packed rows with the packed panel. */
function multiply(
  room: usize,
  tiles: i32,
  columns: i32,
  width: i32,
  column: i32,
  tileBytes: usize,
  onTop: bool,
): void {
  let a = room + PACKED_A, segments = room + SEGMENTS, rows = room + RESULTS;
  const b = room + PACKED_B, offset = <usize> column << 2;
  for (let t = 0; t < tiles; t++) {
    const count = load<i32>(segments);
    if (columns < width) {
      for (let r: usize = 0; r < 4; r++) store<usize>(room + ASIDE_ROWS + (r << 2), room + ASIDE + r * 48);
      if (width == 12) tile12(a, segments + 8, count, b, room + ASIDE_ROWS, 0, false);
      else tile8(a, segments + 8, count, b, room + ASIDE_ROWS, 0, false);
      for (let r = 3; r >= 0; r--) {
        const to = load<usize>(rows + (<usize> r << 2)) + offset, from = room + ASIDE + <usize> r * 48;
        for (let c: usize = 0; c < <usize> columns << 2; c += 4) {
          store<f32>(to + c, onTop ? load<f32>(to + c) + load<f32>(from + c) : load<f32>(from + c));
        }
      }
    } else if (width == 12) tile12(a, segments + 8, count, b, rows, offset, onTop);
    else tile8(a, segments + 8, count, b, rows, offset, onTop);
    a += tileBytes;
    segments += SEGMENT_ROOM;
    rows += 16;
  }
}

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
