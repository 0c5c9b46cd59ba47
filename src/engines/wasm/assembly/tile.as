/** The innermost loop: four rows times a panel of columns, summed over packed numbers. */

/** Rows of a tile. */
@inline export const ROWS = 4;

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
  let c00 = f32x4.splat(0), c01 = c00, c02 = c00;
  let c10 = c00, c11 = c00, c12 = c00;
  let c20 = c00, c21 = c00, c22 = c00;
  let c30 = c00, c31 = c00, c32 = c00;
  for (let s = 0; s < count; s++) {
    let p = b + <usize> load<i32>(segments) * line;
    let k = load<i32>(segments, 4);
    segments += 8;
    for (; k > 1; k -= 2) {
      let b0 = v128.load(p), b1 = v128.load(p, 16), b2 = b0;
      if (wide) b2 = v128.load(p, 32);
      let x = v128.load32_splat(a);
      c00 = f32x4.relaxed_madd(x, b0, c00);
      c01 = f32x4.relaxed_madd(x, b1, c01);
      if (wide) c02 = f32x4.relaxed_madd(x, b2, c02);
      x = v128.load32_splat(a, 4);
      c10 = f32x4.relaxed_madd(x, b0, c10);
      c11 = f32x4.relaxed_madd(x, b1, c11);
      if (wide) c12 = f32x4.relaxed_madd(x, b2, c12);
      x = v128.load32_splat(a, 8);
      c20 = f32x4.relaxed_madd(x, b0, c20);
      c21 = f32x4.relaxed_madd(x, b1, c21);
      if (wide) c22 = f32x4.relaxed_madd(x, b2, c22);
      x = v128.load32_splat(a, 12);
      c30 = f32x4.relaxed_madd(x, b0, c30);
      c31 = f32x4.relaxed_madd(x, b1, c31);
      if (wide) c32 = f32x4.relaxed_madd(x, b2, c32);

      if (wide) {
        b0 = v128.load(p, 48);
        b1 = v128.load(p, 64);
        b2 = v128.load(p, 80);
      } else {
        b0 = v128.load(p, 32);
        b1 = v128.load(p, 48);
      }
      x = v128.load32_splat(a, 16);
      c00 = f32x4.relaxed_madd(x, b0, c00);
      c01 = f32x4.relaxed_madd(x, b1, c01);
      if (wide) c02 = f32x4.relaxed_madd(x, b2, c02);
      x = v128.load32_splat(a, 20);
      c10 = f32x4.relaxed_madd(x, b0, c10);
      c11 = f32x4.relaxed_madd(x, b1, c11);
      if (wide) c12 = f32x4.relaxed_madd(x, b2, c12);
      x = v128.load32_splat(a, 24);
      c20 = f32x4.relaxed_madd(x, b0, c20);
      c21 = f32x4.relaxed_madd(x, b1, c21);
      if (wide) c22 = f32x4.relaxed_madd(x, b2, c22);
      x = v128.load32_splat(a, 28);
      c30 = f32x4.relaxed_madd(x, b0, c30);
      c31 = f32x4.relaxed_madd(x, b1, c31);
      if (wide) c32 = f32x4.relaxed_madd(x, b2, c32);
      a += 32;
      p += 2 * line;
    }
    if (k > 0) {
      const b0 = v128.load(p), b1 = v128.load(p, 16);
      let b2 = b0;
      if (wide) b2 = v128.load(p, 32);
      let x = v128.load32_splat(a);
      c00 = f32x4.relaxed_madd(x, b0, c00);
      c01 = f32x4.relaxed_madd(x, b1, c01);
      if (wide) c02 = f32x4.relaxed_madd(x, b2, c02);
      x = v128.load32_splat(a, 4);
      c10 = f32x4.relaxed_madd(x, b0, c10);
      c11 = f32x4.relaxed_madd(x, b1, c11);
      if (wide) c12 = f32x4.relaxed_madd(x, b2, c12);
      x = v128.load32_splat(a, 8);
      c20 = f32x4.relaxed_madd(x, b0, c20);
      c21 = f32x4.relaxed_madd(x, b1, c21);
      if (wide) c22 = f32x4.relaxed_madd(x, b2, c22);
      x = v128.load32_splat(a, 12);
      c30 = f32x4.relaxed_madd(x, b0, c30);
      c31 = f32x4.relaxed_madd(x, b1, c31);
      if (wide) c32 = f32x4.relaxed_madd(x, b2, c32);
      a += 16;
    }
  }
  // From the last row to the first: where one stands for several, the first of them has the final word.
  put(wide, load<usize>(rows, 12) + column, c30, c31, c32, onTop);
  put(wide, load<usize>(rows, 8) + column, c20, c21, c22, onTop);
  put(wide, load<usize>(rows, 4) + column, c10, c11, c12, onTop);
  put(wide, load<usize>(rows) + column, c00, c01, c02, onTop);
}

@inline
function put(wide: bool, to: usize, v0: v128, v1: v128, v2: v128, onTop: bool): void {
  if (onTop) {
    v0 = f32x4.add(v0, v128.load(to));
    v1 = f32x4.add(v1, v128.load(to, 16));
    if (wide) v2 = f32x4.add(v2, v128.load(to, 32));
  }
  v128.store(to, v0);
  v128.store(to, v1, 16);
  if (wide) v128.store(to, v2, 32);
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
