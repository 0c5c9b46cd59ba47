/** Max pooling and its gradient. What is no number never wins. */
import { at, word } from "./grid";
import { save, vector } from "./lanes";

/**
 * One task, some lines of the outcome. Parameters: x, y, height, width and channels of x, height and width of y, of the
 * window, of its step, the padding above and to the left, how many lines there are, and how many a task.
 */
export function maxPool(task: i32, block: usize): void {
  const height = word(block, 2), width = word(block, 3), channels = word(block, 4), across = word(block, 6);
  const end = min((task + 1) * word(block, 14), word(block, 13));
  for (let row = task * word(block, 14); row < end; row++) {
    const image = row / word(block, 5), x = at(word(block, 0), image * height * width * channels);
    const top = row % word(block, 5) * word(block, 9) - word(block, 11), bottom = min(height, top + word(block, 7));
    let y = at(word(block, 1), row * across * channels);
    for (let j = 0; j < across; j++) {
      const near = j * word(block, 10) - word(block, 12), far = min(width, near + word(block, 8));
      const first = max(0, top), rows = bottom - first, columns = far - max(0, near);
      const from = at(<i32> x, (first * width + max(0, near)) * channels);
      const pixel = <usize> channels << 2, line = pixel * <usize> width;
      let c = 0;
      for (; c + 15 < channels; c += 16) {
        const p = from + (<usize> c << 2), q = y + (<usize> c << 2);
        let a = f32x4.splat(-Infinity), b = a, d = a, e = a;
        for (let row = 0; row < rows; row++) {
          let place = p + <usize> row * line;
          // Of two numbers the larger; a comparison with what is no number is false.
          for (let column = 0; column < columns; column++, place += pixel) {
            a = f32x4.pmax(a, v128.load(place));
            b = f32x4.pmax(b, v128.load(place, 16));
            d = f32x4.pmax(d, v128.load(place, 32));
            e = f32x4.pmax(e, v128.load(place, 48));
          }
        }
        v128.store(q, a);
        v128.store(q, b, 16);
        v128.store(q, d, 32);
        v128.store(q, e, 48);
      }
      for (; c < channels; c += 4) {
        const p = from + (<usize> c << 2), left = channels - c;
        let largest = f32x4.splat(-Infinity);
        for (let row = 0; row < rows; row++) {
          let place = p + <usize> row * line;
          for (let column = 0; column < columns; column++, place += pixel) {
            largest = f32x4.pmax(largest, vector(place, left));
          }
        }
        save(y + (<usize> c << 2), largest, left);
      }
      y += pixel;
    }
  }
}

/**
 * One task, an image: each largest number of a window takes the gradient, of equals the first. Parameters: x, dy, dx,
 * height, width, channels, height and width of dy, of the window, of its step, and the padding above and to the left.
 */
export function maxPoolGradient(task: i32, block: usize): void {
  const height = word(block, 3), width = word(block, 4), channels = word(block, 5);
  const x = at(word(block, 0), task * height * width * channels);
  const dx = at(word(block, 2), task * height * width * channels);
  let dy = at(word(block, 1), task * word(block, 6) * word(block, 7) * channels);
  memory.fill(dx, 0, <usize> (height * width * channels) << 2);
  for (let i = 0; i < word(block, 6); i++) {
    const top = i * word(block, 10) - word(block, 12), bottom = min(height, top + word(block, 8));
    for (let j = 0; j < word(block, 7); j++) {
      const near = j * word(block, 11) - word(block, 13), far = min(width, near + word(block, 9));
      for (let c = 0; c < channels; c += 4) {
        const left = min(4, channels - c);
        let largest = f32x4.splat(-Infinity), where = i32x4.splat(-1);
        for (let row = max(0, top); row < bottom; row++) {
          for (let column = max(0, near); column < far; column++) {
            const place = (row * width + column) * channels + c, value = vector(at(<i32> x, place), left);
            const isLarger = f32x4.gt(value, largest);
            largest = v128.bitselect(value, largest, isLarger);
            where = v128.bitselect(i32x4.splat(place), where, isLarger);
          }
        }
        give(dx, i32x4.extract_lane(where, 0), 0, dy);
        if (left > 1) give(dx, i32x4.extract_lane(where, 1), 1, dy);
        if (left > 2) give(dx, i32x4.extract_lane(where, 2), 2, dy);
        if (left > 3) give(dx, i32x4.extract_lane(where, 3), 3, dy);
        dy += <usize> left << 2;
      }
    }
  }
}

@inline
function give(dx: usize, where: i32, lane: i32, dy: usize): void {
  if (where < 0) return;
  const to = at(<i32> dx, where + lane);
  store<f32>(to, load<f32>(to) + load<f32>(dy + (<usize> lane << 2)));
}
