/** Numbers of four bytes put into another order. */
import { at, word } from "./grid";

/** The numbers of both sides; how many units of work there are, how many a task; how many chunks of rows make a matrix. */
@inline const X = 0, Y = 1, UNITS = 2, EACH = 3, CHUNKS = 4;
/** A matrix: its rows, rows of a chunk, and from row to row in x and in y; its columns, and from one to the next in y. */
@inline const ROWS = 5, CHUNK = 6, ROW_IN = 7, ROW_OUT = 8, COLUMNS = 9, COLUMN_OUT = 10;
/** How many other axes there are, and for each how long it is, and from one to the next in x and in y. */
@inline const OTHERS = 11, AXES = 12;

/** One task: some chunks of matrices, whose columns lie side by side in x, and whose columns or rows do so in y. */
export function permute(task: i32, block: usize): void {
  const end = min((task + 1) * word(block, EACH), word(block, UNITS)), chunks = word(block, CHUNKS);
  for (let unit = task * word(block, EACH); unit < end; unit++) {
    let rest = unit / chunks, from = 0, to = 0;
    for (let axis = word(block, OTHERS) - 1; axis >= 0; axis--) {
      const entry = AXES + 3 * axis, size = word(block, entry), i = rest % size;
      rest /= size;
      from += i * word(block, entry + 1);
      to += i * word(block, entry + 2);
    }
    const first = unit % chunks * word(block, CHUNK), rows = min(word(block, CHUNK), word(block, ROWS) - first);
    const stride = word(block, ROW_IN), columns = word(block, COLUMNS), columnOut = word(block, COLUMN_OUT);
    const p = at(word(block, X), from + first * stride), q = at(word(block, Y), to + first * word(block, ROW_OUT));
    if (columnOut == 1) copy(p, <usize> stride << 2, q, <usize> word(block, ROW_OUT) << 2, rows, columns);
    else turn(p, <usize> stride << 2, q, <usize> columnOut << 2, rows, columns);
  }
}

function copy(from: usize, fromStride: usize, to: usize, toStride: usize, rows: i32, columns: i32): void {
  for (; rows > 0; rows--, from += fromStride, to += toStride) {
    if (columns > 1023) {
      memory.copy(to, from, <usize> columns << 2);
      continue;
    }
    let p = from, q = to, left = columns;
    for (; left > 3; left -= 4, p += 16, q += 16) v128.store(q, v128.load(p));
    for (; left > 0; left--, p += 4, q += 4) store<i32>(q, load<i32>(p));
  }
}

/** Sixteen rows at a time, so that the lines of the cache that they begin in are there for the next columns. */
function turn(from: usize, fromStride: usize, to: usize, toStride: usize, rows: i32, columns: i32): void {
  for (let top = 0; top < rows; top += 16) {
    const bottom = min(rows, top + 16), whole = bottom & ~3;
    let p = from + <usize> top * fromStride, q = to + (<usize> top << 2), left = columns;
    for (; left > 3; left -= 4, p += 16, q += 4 * toStride) {
      let r = p, s = q;
      for (let i = top; i < whole; i += 4, r += 4 * fromStride, s += 16) {
        const a = v128.load(r), b = v128.load(r + fromStride);
        const c = v128.load(r + 2 * fromStride), d = v128.load(r + 3 * fromStride);
        const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
        const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
        v128.store(s, v128.shuffle<i64>(ab, cd, 0, 2));
        v128.store(s + toStride, v128.shuffle<i64>(ab, cd, 1, 3));
        v128.store(s + 2 * toStride, v128.shuffle<i64>(ef, gh, 0, 2));
        v128.store(s + 3 * toStride, v128.shuffle<i64>(ef, gh, 1, 3));
      }
      for (let i = whole; i < bottom; i++, r += fromStride, s += 4) {
        for (let j: usize = 0; j < 4; j++) store<i32>(s + j * toStride, load<i32>(r + (j << 2)));
      }
    }
    for (; left > 0; left--, p += 4, q += toStride) {
      for (let i = top, r = p, s = q; i < bottom; i++, r += fromStride, s += 4) store<i32>(s, load<i32>(r));
    }
  }
}
