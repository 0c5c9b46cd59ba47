/** The error function and what is made of it. */
import { power } from "./exp";

/** Half of 1 - erf(z) for z from 0 up, given e to the -z², to 1e-7 (Abramowitz and Stegun, 1964, 7.1.26). */
@inline
function tail(z: v128, bell: v128): v128 {
  const t = f32x4.div(f32x4.splat(1), f32x4.relaxed_madd(z, f32x4.splat(0.3275911), f32x4.splat(1)));
  let p = f32x4.relaxed_madd(t, f32x4.splat(0.5 * 1.061405429), f32x4.splat(0.5 * -1.453152027));
  p = f32x4.relaxed_madd(p, t, f32x4.splat(0.5 * 1.421413741));
  p = f32x4.relaxed_madd(p, t, f32x4.splat(0.5 * -0.284496736));
  p = f32x4.relaxed_madd(p, t, f32x4.splat(0.5 * 0.254829592));
  return f32x4.mul(f32x4.mul(p, t), bell);
}

/** The error function, to 2e-7. */
@inline
export function errorFunction(x: v128): v128 {
  const z = f32x4.abs(x), rest = tail(z, power(f32x4.neg(f32x4.mul(z, z))));
  const sign = v128.and(x, f32x4.splat(-0.0));
  return v128.or(f32x4.sub(f32x4.splat(1), f32x4.add(rest, rest)), sign);
}

/** The share of a normal distribution that lies below x, given e to the -x²/2. */
@inline
function below(x: v128, bell: v128): v128 {
  const rest = tail(f32x4.mul(f32x4.abs(x), f32x4.splat(0.7071067811865476)), bell);
  return v128.bitselect(rest, f32x4.sub(f32x4.splat(1), rest), f32x4.lt(x, f32x4.splat(0)));
}

@inline
function bellOf(x: v128): v128 {
  return power(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
}

/** x times the share of a normal distribution that lies below x. */
@inline
export function gelu(x: v128): v128 {
  return f32x4.mul(x, below(x, bellOf(x)));
}

/** The gradient of gelu. */
@inline
export function geluSlope(dy: v128, x: v128): v128 {
  const bell = bellOf(x), density = f32x4.mul(bell, f32x4.splat(0.3989422804014327));
  return f32x4.mul(dy, f32x4.relaxed_madd(x, density, below(x, bell)));
}
