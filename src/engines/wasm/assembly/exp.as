/** The exponential function, to the last digit or two. */

/** eˣ as 2ⁿ times a polynomial (Taylor's, to the sixth power) of what is left, at most half of ln 2. */
@inline
export function power(given: v128): v128 {
  // Beyond these it is 0 or infinity.
  const x = f32x4.min(f32x4.max(given, f32x4.splat(-105)), f32x4.splat(90));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  // ln 2 in two parts, of which the first has few digits, so that nothing is lost.
  const r = f32x4.relaxed_nmadd(n, f32x4.splat(-2.12194440e-4), f32x4.relaxed_nmadd(n, f32x4.splat(0.693359375), x));
  let p = f32x4.relaxed_madd(r, f32x4.splat(1.0 / 720), f32x4.splat(1.0 / 120));
  p = f32x4.relaxed_madd(p, r, f32x4.splat(1.0 / 24));
  p = f32x4.relaxed_madd(p, r, f32x4.splat(1.0 / 6));
  p = f32x4.relaxed_madd(p, r, f32x4.splat(0.5));
  p = f32x4.relaxed_madd(p, r, f32x4.splat(1));
  p = f32x4.relaxed_madd(p, r, f32x4.splat(1));
  // In two halves, as 2ⁿ itself may be no float32.
  const whole = i32x4.trunc_sat_f32x4_s(n), half = i32x4.shr_s(whole, 1), rest = i32x4.sub(whole, half);
  return f32x4.mul(f32x4.mul(p, twoTo(half)), twoTo(rest));
}

@inline
function twoTo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}
