/**
 * The innermost loop: four rows times a panel of columns, summed over packed numbers.
 *
 * Four numbers of A are read at once and turned by a lane after each use, where the plain way reads each of them and spreads it
 * over a vector. Deno's V8 checks the bounds of every read, so reads are what the loop has most of; and it takes as
 * many registers as there are. So accumulator i has row (l + i) % 4 in lane l, and they are put in order at the end. The
 * third column comes after the first two for want of a register. One k a round, as the compiler's optimizer
 * ties two rounds into one chain.
 */

/** Rows of a tile. */
@inline export const ROWS = 4;

/** Turns four numbers by a lane. */
@inline
function turn(a: v128): v128 {
  return v128.shuffle<f32>(a, a, 1, 2, 3, 0);
}

/**
 * Adds up four rows by 12 (or 8) columns.
 *
 * @param a Packed rows: four numbers for each k, without those k that count for none of the rows.
 * @param segments Pairs of (first k in the panel, how many k), which say what the packed rows meet.
 * @param b A packed panel: 12 (or 8) numbers for each k.
 * @param rows The addresses of four rows of the result; where there are fewer, the last one over and over.
 * @param column Bytes to add to them.
 * @param onTop Whether to add to what is there.
 */
@inline
function tile(
  wide: bool,
  a: usize,
  segments: usize,
  count: i32,
  b: usize,
  rows: usize,
  column: usize,
  onTop: bool,
): void {
  const line: usize = wide ? 48 : 32;
  let c00 = f32x4.splat(0), c01 = c00, c02 = c00, c03 = c00;
  let c10 = c00, c11 = c00, c12 = c00, c13 = c00;
  let c20 = c00, c21 = c00, c22 = c00, c23 = c00;
  for (let s = 0; s < count; s++) {
    let p = b + <usize> load<i32>(segments) * line;
    let k = load<i32>(segments, 4);
    segments += 8;
    for (; k > 0; k--) {
      let x = v128.load(a);
      const b0 = v128.load(p), b1 = v128.load(p, 16);
      c00 = f32x4.relaxed_madd(x, b0, c00);
      c10 = f32x4.relaxed_madd(x, b1, c10);
      x = turn(x);
      c01 = f32x4.relaxed_madd(x, b0, c01);
      c11 = f32x4.relaxed_madd(x, b1, c11);
      x = turn(x);
      c02 = f32x4.relaxed_madd(x, b0, c02);
      c12 = f32x4.relaxed_madd(x, b1, c12);
      x = turn(x);
      c03 = f32x4.relaxed_madd(x, b0, c03);
      c13 = f32x4.relaxed_madd(x, b1, c13);
      if (wide) {
        const b2 = v128.load(p, 32);
        c23 = f32x4.relaxed_madd(x, b2, c23);
        x = turn(x);
        c20 = f32x4.relaxed_madd(x, b2, c20);
        x = turn(x);
        c21 = f32x4.relaxed_madd(x, b2, c21);
        x = turn(x);
        c22 = f32x4.relaxed_madd(x, b2, c22);
      }
      a += 16;
      p += line;
    }
  }
  putBlock(rows, column, c00, c01, c02, c03, onTop);
  putBlock(rows, column + 16, c10, c11, c12, c13, onTop);
  if (wide) putBlock(rows, column + 32, c20, c21, c22, c23, onTop);
}

/** Puts four accumulators in order and their rows where they belong. */
@inline
function putBlock(rows: usize, column: usize, c0: v128, c1: v128, c2: v128, c3: v128, onTop: bool): void {
  const e0 = v128.shuffle<f32>(c0, c3, 0, 5, 2, 7), e1 = v128.shuffle<f32>(c1, c0, 0, 5, 2, 7);
  const e2 = v128.shuffle<f32>(c2, c1, 0, 5, 2, 7), e3 = v128.shuffle<f32>(c3, c2, 0, 5, 2, 7);
  // From the last row to the first: where one stands for several, the first of them has the final word.
  put(load<usize>(rows, 12) + column, v128.shuffle<i64>(e3, e1, 0, 3), onTop);
  put(load<usize>(rows, 8) + column, v128.shuffle<i64>(e2, e0, 0, 3), onTop);
  put(load<usize>(rows, 4) + column, v128.shuffle<i64>(e1, e3, 0, 3), onTop);
  put(load<usize>(rows) + column, v128.shuffle<i64>(e0, e2, 0, 3), onTop);
}

@inline
function put(to: usize, v: v128, onTop: bool): void {
  v128.store(to, onTop ? f32x4.add(v, v128.load(to)) : v);
}

/** A tile of 12 columns. */
export function tile12(
  a: usize,
  segments: usize,
  count: i32,
  b: usize,
  rows: usize,
  column: usize,
  onTop: bool,
): void {
  tile(true, a, segments, count, b, rows, column, onTop);
}

/** A tile of 8 columns. */
export function tile8(
  a: usize,
  segments: usize,
  count: i32,
  b: usize,
  rows: usize,
  column: usize,
  onTop: bool,
): void {
  tile(false, a, segments, count, b, rows, column, onTop);
}
