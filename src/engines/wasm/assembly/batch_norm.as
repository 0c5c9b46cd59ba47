/**
 * Batch normalisation and its gradient. A task has some channels and all their rows; sums are of float64 numbers, as
 * float32 would lose digits, and lie in the room of the thread.
 */
import { at, word } from "./grid";
import { high, keep, low, save, sum, vector } from "./lanes";

/** The most channels of a task, as many as the room has sums for. */
@inline const CHANNELS = 512;

/** Adds up the squares of what is left of eight channels without their means. */
@inline
function sumSquares(eight: bool, x: usize, stride: usize, rows: i32, left: i32, means: usize, sums: usize): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  const m0 = v128.load(means), m1 = v128.load(means, 16);
  for (; rows > 0; rows--, x += stride) {
    const a = f32x4.sub(vector(x, left), m0), a0 = low(a), a1 = high(a);
    s0 = f64x2.relaxed_madd(a0, a0, s0);
    s1 = f64x2.relaxed_madd(a1, a1, s1);
    if (eight) {
      const b = f32x4.sub(v128.load(x, 16), m1), b0 = low(b), b1 = high(b);
      s2 = f64x2.relaxed_madd(b0, b0, s2);
      s3 = f64x2.relaxed_madd(b1, b1, s3);
    }
  }
  keep(eight, sums, s0, s1, s2, s3);
}

/** Adds up dy, and dy times what is left of x without the means, of eight channels. */
@inline
function sumProducts(
  eight: bool,
  dy: usize,
  x: usize,
  stride: usize,
  rows: i32,
  left: i32,
  means: usize,
  sums: usize,
  products: usize,
): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, p0 = s0, p1 = s0, p2 = s0, p3 = s0;
  const m0 = v128.load(means), m1 = v128.load(means, 16);
  for (; rows > 0; rows--, x += stride, dy += stride) {
    const d = vector(dy, left), d0 = low(d), d1 = high(d), a = f32x4.sub(vector(x, left), m0);
    s0 = f64x2.add(s0, d0);
    s1 = f64x2.add(s1, d1);
    p0 = f64x2.relaxed_madd(d0, low(a), p0);
    p1 = f64x2.relaxed_madd(d1, high(a), p1);
    if (eight) {
      const e = v128.load(dy, 16), e0 = low(e), e1 = high(e), b = f32x4.sub(v128.load(x, 16), m1);
      s2 = f64x2.add(s2, e0);
      s3 = f64x2.add(s3, e1);
      p2 = f64x2.relaxed_madd(e0, low(b), p2);
      p3 = f64x2.relaxed_madd(e1, high(b), p3);
    }
  }
  keep(eight, sums, s0, s1, s2, s3);
  keep(eight, products, p0, p1, p2, p3);
}

/**
 * Parameters: x, scale, offset, y, mean, variance, inverse of the deviation, how many rows, how many channels, how many
 * channels a task, and epsilon.
 */
export function batchNorm(task: i32, block: usize, room: usize): void {
  const channels = word(block, 8), start = task * word(block, 9);
  const count = min(word(block, 9), channels - start), rows = word(block, 7), epsilon = <f64> load<f32>(block, 40);
  const stride = <usize> channels << 2, n = <f64> rows;
  const x = at(word(block, 0), start), y = at(word(block, 3), start), mean = at(word(block, 4), start);
  const sums = room, squares = room + CHANNELS * 8, means = squares + CHANNELS * 8;
  const slopes = means + CHANNELS * 4, shifts = slopes + CHANNELS * 4;
  for (let c = 0; c < count;) {
    const p = x + (<usize> c << 2), to = sums + (<usize> c << 3);
    if (count - c > 7) sum(true, p, stride, rows, 8, to);
    else sum(false, p, stride, rows, count - c, to);
    c += count - c > 7 ? 8 : 4;
  }
  for (let c = 0; c < count; c++) {
    const value = <f32> (load<f64>(sums + (<usize> c << 3)) / n);
    store<f32>(mean + (<usize> c << 2), value);
    store<f32>(means + (<usize> c << 2), value);
  }
  for (let c = 0; c < count;) {
    const p = x + (<usize> c << 2), m = means + (<usize> c << 2), to = squares + (<usize> c << 3);
    if (count - c > 7) sumSquares(true, p, stride, rows, 8, m, to);
    else sumSquares(false, p, stride, rows, count - c, m, to);
    c += count - c > 7 ? 8 : 4;
  }
  for (let c = 0; c < count; c++) {
    const square = load<f64>(squares + (<usize> c << 3)), index = start + c;
    const inverse = <f32> (1 / sqrt<f64>(square / n + epsilon));
    const slope = inverse * load<f32>(at(word(block, 1), index));
    store<f32>(at(word(block, 5), index), <f32> (square / max(1.0, n - 1)));
    store<f32>(at(word(block, 6), index), inverse);
    store<f32>(slopes + (<usize> c << 2), slope);
    const shift = load<f32>(at(word(block, 2), index)) - load<f32>(means + (<usize> c << 2)) * slope;
    store<f32>(shifts + (<usize> c << 2), shift);
  }
  for (let row = 0, p = x, q = y; row < rows; row++, p += stride, q += stride) {
    for (let c = 0; c < count; c += 4) {
      const i = <usize> c << 2;
      const slope = v128.load(slopes + i), shift = v128.load(shifts + i);
      save(q + i, f32x4.relaxed_madd(vector(p + i, count - c), slope, shift), count - c);
    }
  }
}

/**
 * Parameters: dy, x, scale, mean, inverse of the deviation, dx, gradient of the scale, gradient of the offset, how many
 * rows, how many channels, how many channels a task.
 */
export function batchNormGradient(task: i32, block: usize, room: usize): void {
  const channels = word(block, 9), start = task * word(block, 10);
  const count = min(word(block, 10), channels - start), rows = word(block, 8);
  const stride = <usize> channels << 2, n = <f64> rows;
  const dy = at(word(block, 0), start), x = at(word(block, 1), start), dx = at(word(block, 5), start);
  const sums = room, products = room + CHANNELS * 8, means = products + CHANNELS * 8;
  const as_ = means + CHANNELS * 4, bs = as_ + CHANNELS * 4, ds = bs + CHANNELS * 4;
  memory.copy(means, at(word(block, 3), start), <usize> count << 2);
  for (let c = 0; c < count;) {
    const i = <usize> c << 2, p = dy + i, q = x + i, m = means + i;
    if (count - c > 7) sumProducts(true, p, q, stride, rows, 8, m, sums + 2 * i, products + 2 * i);
    else sumProducts(false, p, q, stride, rows, count - c, m, sums + 2 * i, products + 2 * i);
    c += count - c > 7 ? 8 : 4;
  }
  // dx = a dy + b x + d, with three numbers for each channel.
  for (let c = 0; c < count; c++) {
    const index = start + c, inverse = <f64> load<f32>(at(word(block, 4), index));
    const sum = load<f64>(sums + (<usize> c << 3)), product = load<f64>(products + (<usize> c << 3));
    store<f32>(at(word(block, 7), index), <f32> sum);
    store<f32>(at(word(block, 6), index), <f32> (product * inverse));
    const a = <f64> load<f32>(at(word(block, 2), index)) * inverse, b = -a * inverse * inverse * product / n;
    store<f32>(as_ + (<usize> c << 2), <f32> a);
    store<f32>(bs + (<usize> c << 2), <f32> b);
    store<f32>(ds + (<usize> c << 2), <f32> (-b * <f64> load<f32>(means + (<usize> c << 2)) - a * sum / n));
  }
  for (let row = 0, p = dy, q = x, r = dx; row < rows; row++, p += stride, q += stride, r += stride) {
    for (let c = 0; c < count; c += 4) {
      const i = <usize> c << 2;
      const inner = f32x4.relaxed_madd(v128.load(bs + i), vector(q + i, count - c), v128.load(ds + i));
      save(r + i, f32x4.relaxed_madd(v128.load(as_ + i), vector(p + i, count - c), inner), count - c);
    }
  }
}
