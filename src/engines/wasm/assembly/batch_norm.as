/**
 * Batch normalisation and its gradient. A task has some channels and all their rows; sums are of float64 numbers, as
 * float32 would lose digits, and lie in the room of the thread.
 */
import { at, word } from "./grid";

/** The most channels of a task, as many as the room has sums for. */
@inline const CHANNELS = 512;

@inline
function vector(p: usize, left: i32): v128 {
  if (left > 3) return v128.load(p);
  let v = f32x4.replace_lane(f32x4.splat(0), 0, load<f32>(p));
  if (left > 1) v = f32x4.replace_lane(v, 1, load<f32>(p, 4));
  if (left > 2) v = f32x4.replace_lane(v, 2, load<f32>(p, 8));
  return v;
}

@inline
function save(p: usize, v: v128, left: i32): void {
  if (left > 3) {
    v128.store(p, v);
    return;
  }
  store<f32>(p, f32x4.extract_lane(v, 0));
  if (left > 1) store<f32>(p, f32x4.extract_lane(v, 1), 4);
  if (left > 2) store<f32>(p, f32x4.extract_lane(v, 2), 8);
}

/** Adds four products of float32 numbers to four float64 sums. */
@inline
function addUp(sums: usize, x: v128, y: v128): void {
  const low = f64x2.mul(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y));
  const xs = v128.shuffle<i64>(x, x, 1, 1), ys = v128.shuffle<i64>(y, y, 1, 1);
  const high = f64x2.mul(f64x2.promote_low_f32x4(xs), f64x2.promote_low_f32x4(ys));
  v128.store(sums, f64x2.add(v128.load(sums), low));
  v128.store(sums, f64x2.add(v128.load(sums, 16), high), 16);
}

/** Adds four float32 numbers to four float64 sums. */
@inline
function add(sums: usize, x: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(x)));
  const high = f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1));
  v128.store(sums, f64x2.add(v128.load(sums, 16), high), 16);
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
  memory.fill(sums, 0, CHANNELS * 16);
  for (let row = 0, p = x; row < rows; row++, p += stride) {
    for (let c = 0; c < count; c += 4) add(sums + (<usize> c << 3), vector(p + (<usize> c << 2), count - c));
  }
  for (let c = 0; c < count; c++) {
    const value = <f32> (load<f64>(sums + (<usize> c << 3)) / n);
    store<f32>(mean + (<usize> c << 2), value);
    store<f32>(means + (<usize> c << 2), value);
  }
  for (let row = 0, p = x; row < rows; row++, p += stride) {
    for (let c = 0; c < count; c += 4) {
      const centred = f32x4.sub(vector(p + (<usize> c << 2), count - c), v128.load(means + (<usize> c << 2)));
      addUp(squares + (<usize> c << 3), centred, centred);
    }
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
  memory.fill(sums, 0, CHANNELS * 16);
  memory.copy(means, at(word(block, 3), start), <usize> count << 2);
  for (let row = 0, p = dy, q = x; row < rows; row++, p += stride, q += stride) {
    for (let c = 0; c < count; c += 4) {
      const i = <usize> c << 2, above = vector(p + i, count - c);
      add(sums + (i << 1), above);
      addUp(products + (i << 1), above, f32x4.sub(vector(q + i, count - c), v128.load(means + i)));
    }
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
