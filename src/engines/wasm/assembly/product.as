/** Products of matrices, of which the left one may be images that a window moves over. */
import {
  A, A_COUNT, A_IMAGE, A_LINE, A_MATRIX, A_PIXEL, ACROSS, at, B, B_COUNT, B_MATRIX, B_STRIDE, C, C_IMAGE, C_LINE,
  C_MATRIX, C_PIXEL, COLUMN_CHUNK, COLUMN_CHUNKS, COLUMNS, DEPTH, HEIGHT, IMAGES, panelWidth, PLACES, ROW_CHUNK,
  ROW_CHUNKS, STEP_ACROSS, STEP_DOWN, TABLE, TAP, TAPS, TURNED, WIDTH, word, ZEROS,
} from "./grid";
import { packColumns, packRows, packTurned } from "./pack";
import { BLOCK, SHALLOW, PACKED_A, PACKED_B, ROW_TABLE, RESULTS, SEGMENT_ROOM, SEGMENTS, multiply } from "./room";

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
