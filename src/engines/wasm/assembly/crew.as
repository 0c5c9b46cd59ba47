/**
 * How threads share the tasks of a kernel: whoever is free takes the next one. Tasks write to places of their own, so
 * that the outcome does not depend on who did what, nor on how many threads there are.
 *
 * The control block: a line for each word that several threads write to, then the parameters of the kernel.
 */
import { batchNorm, batchNormGradient } from "./batch_norm";
import { formula } from "./formula";
import { layerNorm, layerNormGradient } from "./layer_norm";
import { maxPool, maxPoolGradient } from "./max_pool";
import { permute } from "./permute";
import { pointwise } from "./pointwise";
import { product } from "./product";
import { scaleShift } from "./scale_shift";
import { crossEntropy, softmax, softmaxGradient } from "./softmax";
import { sumColumns, sumRows } from "./sum";
import { transposedProduct } from "./transposed";
import { adam, descent, momentum } from "./update";

@inline const GENERATION = 0, OPEN = 4, TASKS = 8, KERNEL = 12, THREADS = 16, NEXT = 64, ACTIVE = 128;

/** How often a thread looks again before it sleeps: some 30 microseconds, about the time between two kernels. */
@inline const SPINS = 30000;

let control: usize = 0;
let room: usize = 0;

/** Tells this instance where the control block lies, and where it has room of its own. */
export function enter(block: usize, scratch: usize): void {
  control = block;
  room = scratch;
}

/** Says how many threads take part from now on, the one that begins included. */
export function setThreads(threads: i32): void {
  atomic.store<i32>(control, threads, THREADS);
}

/** The life of the thread that helps as number `index`: it takes part in whatever is begun, and never comes back. */
export function work(index: i32): void {
  let seen = 0;
  for (;;) {
    let spins = SPINS;
    while (atomic.load<i32>(control, GENERATION) == seen) {
      if (--spins <= 0) atomic.wait<i32>(control + GENERATION, seen, -1);
    }
    seen = atomic.load<i32>(control, GENERATION);
    // Counted first, looked second: so the beginner, who closes first and counts second, misses nobody.
    atomic.add<i32>(control, 1, ACTIVE);
    if (atomic.load<i32>(control, OPEN) && index < atomic.load<i32>(control, THREADS)) takeTasks();
    if (atomic.sub<i32>(control, 1, ACTIVE) == 1) atomic.notify(control + ACTIVE, 1);
  }
}

/** Does a kernel, whose parameters are in place, with whoever is free to help. */
export function run(kernel: i32, tasks: i32): void {
  store<i32>(control, kernel, KERNEL);
  store<i32>(control, tasks, TASKS);
  atomic.store<i32>(control, 0, NEXT);
  if (tasks < 2 || atomic.load<i32>(control, THREADS) == 1) {
    takeTasks();
    return;
  }
  atomic.store<i32>(control, 1, OPEN);
  atomic.add<i32>(control, 1, GENERATION);
  atomic.notify(control + GENERATION, tasks - 1);
  takeTasks();
  atomic.store<i32>(control, 0, OPEN);
  let spins = SPINS;
  for (;;) {
    const active = atomic.load<i32>(control, ACTIVE);
    if (active == 0) return;
    if (--spins <= 0) atomic.wait<i32>(control + ACTIVE, active, 100000);
  }
}

function takeTasks(): void {
  const kernel = load<i32>(control, KERNEL), tasks = load<i32>(control, TASKS);
  const block = control + 256, scratch = room;
  for (;;) {
    const task = atomic.add<i32>(control, 1, NEXT);
    if (task >= tasks) return;
    switch (kernel) {
      case 0: product(task, block, scratch); break;
      case 1: transposedProduct(task, block, scratch); break;
      case 2: batchNorm(task, block, scratch); break;
      case 3: batchNormGradient(task, block, scratch); break;
      case 4: pointwise(task, block, scratch); break;
      case 5: descent(task, block); break;
      case 6: momentum(task, block); break;
      case 7: adam(task, block); break;
      case 8: maxPoolGradient(task, block); break;
      case 9: sumRows(task, block); break;
      case 10: sumColumns(task, block, scratch); break;
      case 11: scaleShift(task, block, scratch); break;
      case 12: permute(task, block); break;
      case 13: layerNorm(task, block); break;
      case 14: layerNormGradient(task, block); break;
      case 15: softmax(task, block); break;
      case 16: softmaxGradient(task, block); break;
      case 17: crossEntropy(task, block); break;
      case 18: maxPool(task, block); break;
      case 19: formula(task, block, scratch); break;
    }
  }
}

export { roomOf } from "./room";
