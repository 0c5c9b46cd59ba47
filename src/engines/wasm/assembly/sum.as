/** Sums along the rows, or along the columns, of a matrix. */
import { at, word } from "./grid";
import { sum } from "./lanes";

/** One task of the sums of rows. Parameters: x, sums, how many rows, how many columns, how many rows a task. */
export function sumRows(task: i32, block: usize): void {
  const start = task * word(block, 4), end = min(start + word(block, 4), word(block, 2)), columns = word(block, 3);
  for (let row = start; row < end; row++) {
    let p = at(word(block, 0), row * columns), left = columns;
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (; left > 15; left -= 16, p += 64) {
      s0 = f32x4.add(s0, v128.load(p));
      s1 = f32x4.add(s1, v128.load(p, 16));
      s2 = f32x4.add(s2, v128.load(p, 32));
      s3 = f32x4.add(s3, v128.load(p, 48));
    }
    for (; left > 3; left -= 4, p += 16) s0 = f32x4.add(s0, v128.load(p));
    s0 = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
    let total = (f32x4.extract_lane(s0, 0) + f32x4.extract_lane(s0, 1)) +
      (f32x4.extract_lane(s0, 2) + f32x4.extract_lane(s0, 3));
    for (; left > 0; left--, p += 4) total += load<f32>(p);
    store<f32>(at(word(block, 1), row), total);
  }
}

/** One task of the sums of columns. Parameters: x, sums, how many rows, how many columns, how many columns a task. */
export function sumColumns(task: i32, block: usize, room: usize): void {
  const columns = word(block, 3), stride = <usize> columns << 2;
  const end = min((task + 1) * word(block, 4), columns);
  for (let c = task * word(block, 4); c < end;) {
    const x = at(word(block, 0), c), wide = end - c > 7, count = wide ? 8 : min(4, end - c);
    if (wide) sum(true, x, stride, word(block, 2), 8, room);
    else sum(false, x, stride, word(block, 2), count, room);
    for (let i = 0; i < count; i++) store<f32>(at(word(block, 1), c + i), <f32> load<f64>(room + (<usize> i << 3)));
    c += count;
  }
}
