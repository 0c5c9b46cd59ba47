/** Puts numbers into the order in which the innermost loop reads them. */

/** Four rows, read along k, to four numbers for each k. */
export function packRows(r0: usize, r1: usize, r2: usize, r3: usize, k: i32, to: usize, step: usize): void {
  for (; k > 3; k -= 4) {
    const a = v128.load(r0), b = v128.load(r1), c = v128.load(r2), d = v128.load(r3);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
    v128.store(to + step, v128.shuffle<i64>(ab, cd, 1, 3));
    v128.store(to + 2 * step, v128.shuffle<i64>(ef, gh, 0, 2));
    v128.store(to + 3 * step, v128.shuffle<i64>(ef, gh, 1, 3));
    r0 += 16;
    r1 += 16;
    r2 += 16;
    r3 += 16;
    to += 4 * step;
  }
  for (; k > 0; k--) {
    store<f32>(to, load<f32>(r0));
    store<f32>(to, load<f32>(r1), 4);
    store<f32>(to, load<f32>(r2), 8);
    store<f32>(to, load<f32>(r3), 12);
    r0 += 4;
    r1 += 4;
    r2 += 4;
    r3 += 4;
    to += step;
  }
}

/** Columns that lie side by side, `columns` of them; the panel is filled up to `width` with zeros. */
export function packColumns(from: usize, stride: usize, k: i32, columns: i32, width: i32, to: usize): void {
  if (columns >= width) {
    if (width == 12) {
      for (; k > 0; k--) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        v128.store(to, v128.load(from, 32), 32);
        from += stride;
        to += 48;
      }
    } else {
      for (; k > 0; k--) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        from += stride;
        to += 32;
      }
    }
    return;
  }
  for (; k > 0; k--) {
    for (let c = 0; c < width; c++) {
      store<f32>(to + (<usize> c << 2), c < columns ? load<f32>(from + (<usize> c << 2)) : 0);
    }
    from += stride;
    to += <usize> width << 2;
  }
}

/** Columns that each lie along k, `stride` apart; the panel is filled up to `width` with what lies at `zeros`. */
export function packTurned(
  from: usize,
  stride: usize,
  k: i32,
  columns: i32,
  width: i32,
  to: usize,
  zeros: usize,
): void {
  for (let c = 0; c < width; c += 4) {
    const p = from + <usize> c * stride;
    packRows(
      c < columns ? p : zeros,
      c + 1 < columns ? p + stride : zeros,
      c + 2 < columns ? p + 2 * stride : zeros,
      c + 3 < columns ? p + 3 * stride : zeros,
      k,
      to + (<usize> c << 2),
      <usize> width << 2,
    );
  }
}
