/** Normalisation of rows, and its gradient. Sums are of float64 numbers. */
import { at, word } from "./grid";
import { high, low, save, total, vector } from "./lanes";
import { sumLine } from "./sum";

/**
 * One task of y = (x - mean) / deviation · scale + offset. Parameters: x, scale, offset, y, mean of each row, inverse of its deviation,
 * how many rows, how many columns, rows of a task, epsilon.
 */
export function layerNorm(task: i32, block: usize): void {
  const columns = word(block, 7), each = word(block, 8), end = min((task + 1) * each, word(block, 6));
  for (let row = task * each; row < end; row++) {
    const x = at(word(block, 0), row * columns), y = at(word(block, 3), row * columns);
    const mean = <f32> (sumLine(x, columns) / <f64> columns), means = f32x4.splat(mean);
    let s0 = f64x2.splat(0), s1 = s0, p = x, left = columns;
    for (; left > 3; left -= 4, p += 16) {
      const a = f32x4.sub(v128.load(p), means), a0 = low(a), a1 = high(a);
      s0 = f64x2.relaxed_madd(a0, a0, s0);
      s1 = f64x2.relaxed_madd(a1, a1, s1);
    }
    let squares = total(s0, s1);
    for (; left > 0; left--, p += 4) squares += <f64> (load<f32>(p) - mean) * <f64> (load<f32>(p) - mean);
    const inverse = <f32> (1 / sqrt<f64>(squares / <f64> columns + <f64> load<f32>(block + 36)));
    store<f32>(at(word(block, 4), row), mean);
    store<f32>(at(word(block, 5), row), inverse);
    const inverses = f32x4.splat(inverse);
    for (let c = 0; c < columns; c += 4) {
      const i = <usize> c << 2, left = columns - c;
      const normal = f32x4.mul(f32x4.sub(vector(x + i, left), means), inverses);
      const scale = vector(at(word(block, 1), c), left), offset = vector(at(word(block, 2), c), left);
      save(y + i, f32x4.relaxed_madd(normal, scale, offset), left);
    }
  }
}

/**
 * One task of the gradient. Parameters: dy, x, scale, mean of each row, inverse of its deviation, dx, this task's share of the gradient
 * of the scale, that of the offset, how many rows, how many columns, rows of a task.
 */
export function layerNormGradient(task: i32, block: usize): void {
  const columns = word(block, 9), each = word(block, 10), end = min((task + 1) * each, word(block, 8));
  const scale = <usize> word(block, 2), n = <f64> columns;
  const dscale = at(word(block, 6), task * columns), doffset = at(word(block, 7), task * columns);
  memory.fill(dscale, 0, <usize> columns << 2);
  memory.fill(doffset, 0, <usize> columns << 2);
  for (let row = task * each; row < end; row++) {
    const dy = at(word(block, 0), row * columns), x = at(word(block, 1), row * columns);
    const dx = at(word(block, 5), row * columns);
    const means = v128.load32_splat(at(word(block, 3), row)), inverses = v128.load32_splat(at(word(block, 4), row));
    let s0 = f64x2.splat(0), s1 = s0, p0 = s0, p1 = s0;
    for (let c = 0; c < columns; c += 4) {
      const i = <usize> c << 2, left = columns - c;
      const d = vector(dy + i, left), normal = f32x4.mul(f32x4.sub(vector(x + i, left), means), inverses);
      save(dscale + i, f32x4.relaxed_madd(d, normal, vector(dscale + i, left)), left);
      save(doffset + i, f32x4.add(d, vector(doffset + i, left)), left);
      const sloped = f32x4.mul(d, vector(scale + i, left)), d0 = low(sloped), d1 = high(sloped);
      s0 = f64x2.add(s0, d0);
      s1 = f64x2.add(s1, d1);
      p0 = f64x2.relaxed_madd(d0, low(normal), p0);
      p1 = f64x2.relaxed_madd(d1, high(normal), p1);
    }
    const average = f32x4.splat(<f32> (total(s0, s1) / n)), along = f32x4.splat(<f32> (total(p0, p1) / n));
    for (let c = 0; c < columns; c += 4) {
      const i = <usize> c << 2, left = columns - c;
      const normal = f32x4.mul(f32x4.sub(vector(x + i, left), means), inverses);
      const sloped = f32x4.sub(f32x4.mul(vector(dy + i, left), vector(scale + i, left)), average);
      save(dx + i, f32x4.mul(f32x4.relaxed_nmadd(normal, along, sloped), inverses), left);
    }
  }
}
