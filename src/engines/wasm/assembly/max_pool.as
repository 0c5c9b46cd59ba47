/** The gradient of max pooling. */
import { at, word } from "./grid";
import { vector } from "./lanes";

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
