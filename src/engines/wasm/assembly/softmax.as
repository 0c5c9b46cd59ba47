/** Softmax along rows, its gradient, and the cross-entropy after it. Sums are of float64 numbers. */
import { power } from "./exp";
import { at, word } from "./grid";
import { high, low, save, total, vector } from "./lanes";
import { sumLine } from "./sum";

@inline
function largest(x: usize, columns: i32): f32 {
  let most = load<f32>(x), left = columns, p = x;
  if (left > 3) {
    let v = v128.load(p);
    for (; left > 3; left -= 4, p += 16) v = f32x4.max(v, v128.load(p));
    v = f32x4.max(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
    v = f32x4.max(v, v128.shuffle<f32>(v, v, 1, 0, 3, 2));
    most = f32x4.extract_lane(v, 0);
  }
  for (; left > 0; left--, p += 4) most = max<f32>(most, load<f32>(p));
  return most;
}

/** y = e to the x - most; answers their sum. */
@inline
function exponentials(x: usize, y: usize, columns: i32, most: f32): f64 {
  const mosts = f32x4.splat(most);
  let s0 = f64x2.splat(0), s1 = s0, left = columns;
  for (; left > 3; left -= 4, x += 16, y += 16) {
    const e = power(f32x4.sub(v128.load(x), mosts));
    v128.store(y, e);
    s0 = f64x2.add(s0, low(e));
    s1 = f64x2.add(s1, high(e));
  }
  let sum = total(s0, s1);
  if (left > 0) {
    save(y, power(f32x4.sub(vector(x, left), mosts)), left);
    for (; left > 0; left--, y += 4) sum += <f64> load<f32>(y);
  }
  return sum;
}

@inline
function stretch(y: usize, columns: i32, factor: f32, summand: f32): void {
  for (let c = 0; c < columns; c += 4, y += 16) {
    const v = vector(y, columns - c);
    save(y, f32x4.relaxed_madd(v, f32x4.splat(factor), f32x4.splat(summand)), columns - c);
  }
}

/** One task of softmax. Parameters: x, y, how many rows, how many columns, rows of a task. */
export function softmax(task: i32, block: usize): void {
  const columns = word(block, 3), each = word(block, 4), end = min((task + 1) * each, word(block, 2));
  for (let row = task * each; row < end; row++) {
    const x = at(word(block, 0), row * columns), y = at(word(block, 1), row * columns);
    const sum = exponentials(x, y, columns, largest(x, columns));
    stretch(y, columns, <f32> (1 / sum), 0);
  }
}

/** One task of dx = y (dy - the sum of dy y). Parameters: dy, y, dx, how many rows, how many columns, rows of a task. */
export function softmaxGradient(task: i32, block: usize): void {
  const columns = word(block, 4), each = word(block, 5), end = min((task + 1) * each, word(block, 3));
  for (let row = task * each; row < end; row++) {
    const dy = at(word(block, 0), row * columns), y = at(word(block, 1), row * columns);
    const dx = at(word(block, 2), row * columns);
    let s0 = f64x2.splat(0), s1 = s0;
    for (let c = 0; c < columns; c += 4) {
      const i = <usize> c << 2, d = vector(dy + i, columns - c), v = vector(y + i, columns - c);
      s0 = f64x2.relaxed_madd(low(d), low(v), s0);
      s1 = f64x2.relaxed_madd(high(d), high(v), s1);
    }
    const sums = f32x4.splat(<f32> total(s0, s1));
    for (let c = 0; c < columns; c += 4) {
      const i = <usize> c << 2, d = vector(dy + i, columns - c);
      save(dx + i, f32x4.mul(vector(y + i, columns - c), f32x4.sub(d, sums)), columns - c);
    }
  }
}

/**
 * One task of the cross-entropy of x with targets, which have `share` everywhere and `rest` more at the label. Parameters: x, labels,
 * the gradient of the loss by x, of each row the sum of e to the x less the largest, of each row what of the loss is no logarithm of that,
 * how many rows, how many columns, rows of a task, share, rest.
 */
export function crossEntropy(task: i32, block: usize): void {
  const columns = word(block, 6), each = word(block, 7), end = min((task + 1) * each, word(block, 5));
  const share = load<f32>(block + 32), rest = load<f32>(block + 36);
  for (let row = task * each; row < end; row++) {
    const x = at(word(block, 0), row * columns), y = at(word(block, 2), row * columns);
    const label = load<i32>(at(word(block, 1), row)), most = largest(x, columns);
    const sum = exponentials(x, y, columns, most);
    stretch(y, columns, <f32> (1 / sum), -share);
    // Of targets t and the logarithm l of the sum, the loss is the sum of t (l + most - x).
    let loss: f64 = 0;
    if (share != 0) loss += <f64> share * (<f64> columns * <f64> most - sumLine(x, columns));
    if (<u32> label < <u32> columns) {
      const place = <usize> label << 2;
      store<f32>(y + place, load<f32>(y + place) - rest);
      loss += <f64> rest * (<f64> most - <f64> load<f32>(x + place));
    }
    store<f32>(at(word(block, 3), row), <f32> sum);
    store<f32>(at(word(block, 4), row), <f32> loss);
  }
}
