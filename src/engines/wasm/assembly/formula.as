/** Updates that an optimizer wrote as a formula: a list of operations, each done to a run of numbers that stays in the cache. */
import { word } from "./grid";
import { lineOf } from "./pointwise";

/** How many numbers a run has. */
@inline const RUN = 512;
@inline const RUN_BYTES: usize = RUN << 2;

/** In a thread's room: where each value lies and by how much it goes on, numbers as vectors, and runs of numbers. */
@inline const VECTORS: usize = 2048;
@inline const RUNS: usize = 4096;

/**
 * One task. Parameters: how many tensors, numbers, operations and results; how many numbers a tensor has, and how many a task;
 * then the addresses of the tensors, the numbers, the operations (each a word of four bytes: which one, the two values that it
 * takes, the run that it makes), and the results (a word each: the value, and the tensor that it becomes).
 *
 * Values are counted through: tensors, numbers, runs.
 */
export function formula(task: i32, block: usize, room: usize): void {
  const tensors = word(block, 0), numbers = word(block, 1), operations = word(block, 2), results = word(block, 3);
  const size = word(block, 4), start = task * word(block, 5), end = min(start + word(block, 5), size);
  const runs = tensors + numbers, code = 6 + runs;
  for (let i = 0; i < numbers; i++) {
    const vector = room + VECTORS + (<usize> i << 4);
    v128.store(vector, v128.load32_splat(block + (<usize> (6 + tensors + i) << 2)));
    place(room, tensors + i, vector, 0);
  }
  for (let from = start; from < end; from += RUN) {
    const count = min(RUN, end - from), bytes = <usize> count << 2;
    for (let i = 0; i < tensors; i++) {
      let address = <usize> word(block, 6 + i) + (<usize> from << 2);
      if (count < RUN) {
        // What is left may not fill a vector, and what lies behind it belongs to others.
        const copy = room + RUNS + <usize> (159 - i) * RUN_BYTES;
        memory.copy(copy, address, bytes);
        address = copy;
      }
      place(room, i, address, 16);
    }
    for (let i = 0; i < operations; i++) {
      const op = word(block, code + i), to = room + RUNS + <usize> (op >>> 24) * RUN_BYTES;
      const a = room + (<usize> (op >> 8 & 255) << 3), b = room + (<usize> (op >> 16 & 255) << 3);
      const whole = (count + 3) & ~3;
      lineOf(op & 255, load<usize>(a), load<usize>(a, 4), load<usize>(b), load<usize>(b, 4), to, whole);
      place(room, runs + (op >>> 24), to, 16);
    }
    for (let i = 0; i < results; i++) {
      const result = word(block, code + operations + i), value = load<usize>(room + (<usize> (result & 255) << 3));
      memory.copy(<usize> word(block, 6 + (result >>> 8)) + (<usize> from << 2), value, bytes);
    }
  }
}

@inline
function place(room: usize, value: i32, address: usize, step: usize): void {
  store<usize>(room + (<usize> value << 3), address);
  store<usize>(room + (<usize> value << 3), step, 4);
}
