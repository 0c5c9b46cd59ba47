/** The updates of weights, in place. Parameters: addresses, how many numbers, how many a task, then numbers. */
import { at, word } from "./grid";

@inline
function real(block: usize, index: usize): f32 {
  return load<f32>(block + (index << 2));
}

/** One task of w -= lr g. Parameters: w, g, how many, how many a task, lr. */
export function descent(task: i32, block: usize): void {
  const start = task * word(block, 3), end = min(start + word(block, 3), word(block, 2));
  let w = at(word(block, 0), start), g = at(word(block, 1), start);
  const rate = -real(block, 4), rates = f32x4.splat(rate);
  let left = end - start;
  for (; left > 3; left -= 4) {
    v128.store(w, f32x4.relaxed_madd(rates, v128.load(g), v128.load(w)));
    w += 16;
    g += 16;
  }
  for (; left > 0; left--) {
    store<f32>(w, load<f32>(w) + rate * load<f32>(g));
    w += 4;
    g += 4;
  }
}

/**
 * One task of v = momentum v + g; w -= lr v, or w -= lr (g + momentum v) as Nesterov has it. Parameters: w, v, g, how many,
 * how many a task, lr, momentum, whether Nesterov.
 */
export function momentum(task: i32, block: usize): void {
  const start = task * word(block, 4), end = min(start + word(block, 4), word(block, 3));
  let w = at(word(block, 0), start), v = at(word(block, 1), start), g = at(word(block, 2), start);
  const rate = -real(block, 5), share = real(block, 6), nesterov = word(block, 7);
  const rates = f32x4.splat(rate), shares = f32x4.splat(share);
  let left = end - start;
  for (; left > 3; left -= 4) {
    const slope = v128.load(g), moved = f32x4.relaxed_madd(shares, v128.load(v), slope);
    v128.store(v, moved);
    const step = nesterov ? f32x4.relaxed_madd(shares, moved, slope) : moved;
    v128.store(w, f32x4.relaxed_madd(rates, step, v128.load(w)));
    w += 16;
    v += 16;
    g += 16;
  }
  for (; left > 0; left--) {
    const slope = load<f32>(g), moved = share * load<f32>(v) + slope;
    store<f32>(v, moved);
    store<f32>(w, load<f32>(w) + rate * (nesterov ? share * moved + slope : moved));
    w += 4;
    v += 4;
    g += 4;
  }
}

/**
 * One task of m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g²; w = keep w - lr m / (√v + epsilon). Parameters: w, m,
 * v, g, how many, how many a task, lr, beta1, 1 - beta1, beta2, 1 - beta2, epsilon, keep.
 */
export function adam(task: i32, block: usize): void {
  const start = task * word(block, 5), end = min(start + word(block, 5), word(block, 4));
  let w = at(word(block, 0), start), m = at(word(block, 1), start);
  let v = at(word(block, 2), start), g = at(word(block, 3), start);
  const rate = real(block, 6), beta1 = real(block, 7), rest1 = real(block, 8);
  const beta2 = real(block, 9), rest2 = real(block, 10), epsilon = real(block, 11), keep = real(block, 12);
  let left = end - start;
  for (; left > 3; left -= 4) {
    const slope = v128.load(g);
    const mean = f32x4.add(f32x4.mul(f32x4.splat(beta1), v128.load(m)), f32x4.mul(f32x4.splat(rest1), slope));
    const squared = f32x4.mul(f32x4.splat(rest2), f32x4.mul(slope, slope));
    const square = f32x4.add(f32x4.mul(f32x4.splat(beta2), v128.load(v)), squared);
    v128.store(m, mean);
    v128.store(v, square);
    const step = f32x4.div(
      f32x4.mul(f32x4.splat(rate), mean),
      f32x4.add(f32x4.sqrt(square), f32x4.splat(epsilon)),
    );
    v128.store(w, f32x4.sub(f32x4.mul(f32x4.splat(keep), v128.load(w)), step));
    w += 16;
    m += 16;
    v += 16;
    g += 16;
  }
  for (; left > 0; left--) {
    const slope = load<f32>(g), mean = beta1 * load<f32>(m) + rest1 * slope;
    const square = beta2 * load<f32>(v) + rest2 * (slope * slope);
    store<f32>(m, mean);
    store<f32>(v, square);
    store<f32>(w, keep * load<f32>(w) - rate * mean / (sqrt<f32>(square) + epsilon));
    w += 4;
    m += 4;
    v += 4;
    g += 4;
  }
}
