/** Normalisation of channels by statistics that are known. */
import { at, word } from "./grid";
import { save, vector } from "./lanes";

/**
 * One task of y = (x - mean) / √(variance + epsilon) · scale + offset. Parameters: x, mean, variance, scale, offset, y, how many rows, how many
 * channels, rows of a task, epsilon. The room holds two numbers for each channel.
 */
export function scaleShift(task: i32, block: usize, room: usize): void {
  const channels = word(block, 7), each = word(block, 8), end = min((task + 1) * each, word(block, 6));
  const epsilon = f32x4.splat(load<f32>(block + 36)), shifts = room + ((<usize> channels + 3) << 2);
  for (let c = 0; c < channels; c += 4) {
    const left = channels - c, variance = f32x4.add(vector(at(word(block, 2), c), left), epsilon);
    const slope = f32x4.div(vector(at(word(block, 3), c), left), f32x4.sqrt(variance));
    const shift = f32x4.relaxed_nmadd(vector(at(word(block, 1), c), left), slope, vector(at(word(block, 4), c), left));
    v128.store(room + (<usize> c << 2), slope);
    v128.store(shifts + (<usize> c << 2), shift);
  }
  for (let row = task * each; row < end; row++) {
    const x = at(word(block, 0), row * channels), y = at(word(block, 5), row * channels);
    for (let c = 0; c < channels; c += 4) {
      const i = <usize> c << 2;
      save(y + i, f32x4.relaxed_madd(vector(x + i, channels - c), v128.load(room + i), v128.load(shifts + i)), channels - c);
    }
  }
}
