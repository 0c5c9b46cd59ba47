/** Four numbers at a time, and their sums, which are of float64 numbers. */

/** Four numbers, or as many as are left. */
@inline
export function vector(p: usize, left: i32): v128 {
  return left > 3 ? v128.load(p) : part(p, left);
}

function part(p: usize, left: i32): v128 {
  let v = f32x4.replace_lane(f32x4.splat(0), 0, load<f32>(p));
  if (left > 1) v = f32x4.replace_lane(v, 1, load<f32>(p, 4));
  if (left > 2) v = f32x4.replace_lane(v, 2, load<f32>(p, 8));
  return v;
}

/** Puts four numbers where they belong, or as many as are left. */
@inline
export function save(p: usize, v: v128, left: i32): void {
  if (left > 3) v128.store(p, v);
  else savePart(p, v, left);
}

function savePart(p: usize, v: v128, left: i32): void {
  store<f32>(p, f32x4.extract_lane(v, 0));
  if (left > 1) store<f32>(p, f32x4.extract_lane(v, 1), 4);
  if (left > 2) store<f32>(p, f32x4.extract_lane(v, 2), 8);
}

@inline
export function low(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

@inline
export function high(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1));
}

/** Adds up the rows of eight channels (or four, or fewer). */
@inline
export function sum(eight: bool, x: usize, stride: usize, rows: i32, left: i32, sums: usize): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (; rows > 0; rows--, x += stride) {
    const a = vector(x, left);
    s0 = f64x2.add(s0, low(a));
    s1 = f64x2.add(s1, high(a));
    if (eight) {
      const b = v128.load(x, 16);
      s2 = f64x2.add(s2, low(b));
      s3 = f64x2.add(s3, high(b));
    }
  }
  keep(eight, sums, s0, s1, s2, s3);
}

/** Puts sums where they are kept. */
@inline
export function keep(eight: bool, to: usize, s0: v128, s1: v128, s2: v128, s3: v128): void {
  v128.store(to, s0);
  v128.store(to, s1, 16);
  if (eight) {
    v128.store(to, s2, 32);
    v128.store(to, s3, 48);
  }
}

/** The sum of all four numbers of two vectors. */
@inline
export function total(a: v128, b: v128): f64 {
  const both = f64x2.add(a, b);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}
