/** Sums along the rows, or along the columns, of a matrix, and their means. */
import { at, word } from "./grid";
import { high, low, sum, total } from "./lanes";

/** The sum of numbers that lie side by side. */
@inline
export function sumLine(p: usize, left: i32): f64 {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (; left > 7; left -= 8, p += 32) {
    const a = v128.load(p), b = v128.load(p, 16);
    s0 = f64x2.add(s0, low(a));
    s1 = f64x2.add(s1, high(a));
    s2 = f64x2.add(s2, low(b));
    s3 = f64x2.add(s3, high(b));
  }
  let sum = total(f64x2.add(s0, s1), f64x2.add(s2, s3));
  for (; left > 0; left--, p += 4) sum += <f64> load<f32>(p);
  return sum;
}

/**
 * One task of the sums of rows. Parameters: x, sums, how many rows, how many columns, how many rows a task, and by what number the
 * sums are divided.
 */
export function sumRows(task: i32, block: usize): void {
  const start = task * word(block, 4), end = min(start + word(block, 4), word(block, 2)), columns = word(block, 3);
  const divisor = <f64> word(block, 5);
  for (let row = start; row < end; row++) {
    store<f32>(at(word(block, 1), row), <f32> (sumLine(at(word(block, 0), row * columns), columns) / divisor));
  }
}

/** One task of the sums of columns. Parameters: as of rows, with how many columns a task. */
export function sumColumns(task: i32, block: usize, room: usize): void {
  const columns = word(block, 3), stride = <usize> columns << 2, divisor = <f64> word(block, 5);
  const end = min((task + 1) * word(block, 4), columns);
  for (let c = task * word(block, 4); c < end;) {
    const x = at(word(block, 0), c), wide = end - c > 7, count = wide ? 8 : min(4, end - c);
    if (wide) sum(true, x, stride, word(block, 2), 8, room);
    else sum(false, x, stride, word(block, 2), count, room);
    for (let i = 0; i < count; i++) {
      store<f32>(at(word(block, 1), c + i), <f32> (load<f64>(room + (<usize> i << 3)) / divisor));
    }
    c += count;
  }
}
