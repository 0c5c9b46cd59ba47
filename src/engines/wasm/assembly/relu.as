/** The rectifier's gradient. */
import { at, word } from "./grid";

/** One task of dx = dy where y is not zero, else 0. Parameters: dy, y, dx, how many, how many a task. */
export function reluGradient(task: i32, block: usize): void {
  const start = task * word(block, 4), end = min(start + word(block, 4), word(block, 3));
  let dy = at(word(block, 0), start), y = at(word(block, 1), start), dx = at(word(block, 2), start);
  const zero = f32x4.splat(0);
  let left = end - start;
  for (; left > 3; left -= 4) {
    v128.store(dx, v128.and(v128.load(dy), f32x4.ne(v128.load(y), zero)));
    dy += 16;
    y += 16;
    dx += 16;
  }
  for (; left > 0; left--) {
    store<f32>(dx, load<f32>(y) != 0 ? load<f32>(dy) : 0);
    dy += 4;
    y += 4;
    dx += 4;
  }
}
