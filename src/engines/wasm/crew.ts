/** The threads that compute, all on the memory of the engine: this one, and workers that help it. */
import { Worker } from "node:worker_threads";
import { assembled } from "./assembled.ts";

/** The kernels of assembly/, by their numbers there. */
export const kernel = {
  product: 0,
  transposedProduct: 1,
  batchNorm: 2,
  batchNormGradient: 3,
  pointwise: 4,
  descent: 5,
  momentum: 6,
  adam: 7,
  maxPoolGradient: 8,
  sumRows: 9,
  sumColumns: 10,
  scaleShift: 11,
  permute: 12,
  layerNorm: 13,
  layerNormGradient: 14,
  softmax: 15,
  softmaxGradient: 16,
  crossEntropy: 17,
  maxPool: 18,
  formula: 19,
} as const;

/** Threads at work. What they compute does not depend on how many they are. */
export interface Crew {
  /** How many threads take part, this one included. */
  readonly threads: number;
  /** Sets how many take part. Those that are missing are started; they join as soon as they are up. */
  setThreads(threads: number): void;
  /**
   * Does the tasks 0, 1, ... of a kernel.
   *
   * @param words The parameters, as the kernel's source lists them.
   */
  run(kernel: number, tasks: number, words: readonly number[]): void;
  /** Where zeros lie, as many as a block of a product is long. */
  readonly zeros: number;
}

interface Assembly {
  enter(block: number, room: number): void;
  setThreads(threads: number): void;
  run(kernel: number, tasks: number): void;
  readonly roomOf: () => number;
}

// The control block: some lines that threads share, the parameters, and zeros.
const parameters = 256, zeros = 1024, bytes = 4096;

/**
 * Opens the kernels on a memory.
 *
 * @param memory A shared memory.
 * @param allocate Gives so many bytes of it for good.
 */
export function crew(memory: WebAssembly.Memory, allocate: (bytes: number) => number): Crew {
  const module = new WebAssembly.Module(Uint8Array.fromBase64(assembled));
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const assembly = instance.exports as unknown as Assembly;
  const room = () => allocate(assembly.roomOf());
  const block = allocate(bytes);
  new Uint8Array(memory.buffer, block, bytes).fill(0);
  assembly.enter(block, room());
  const words = new Int32Array(memory.buffer, block + parameters, (zeros - parameters) / 4);
  let threads = 1, started = 1;
  assembly.setThreads(threads);
  return Object.freeze({
    get threads() {
      return threads;
    },
    zeros: block + zeros,
    setThreads(wanted: number) {
      for (; started < wanted; started++) {
        start({ module, memory, block, room: room(), index: started });
      }
      assembly.setThreads(threads = wanted);
    },
    run(kernel: number, tasks: number, given: readonly number[]) {
      words.set(given);
      assembly.run(kernel, tasks);
    },
  });
}

/** Numbers of a task where each is dealt with by itself. */
export const taskSize = 32768;

/** A float32 number as the word that holds it. */
export function bits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}

/** What a worker begins with. */
interface Beginning {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly block: number;
  readonly room: number;
  readonly index: number;
}

function start(workerData: Beginning): void {
  // As text, so that it needs no leave to read a file; and of Node's kind, which need not keep the process from its end.
  const worker = new Worker(
    `const { workerData: { module: code, memory, block, room, index } } = require("node:worker_threads");
    const { exports: assembly } = new WebAssembly.Instance(code, { env: { memory } });
    assembly.enter(block, room);
    assembly.work(index);`,
    { eval: true, workerData },
  );
  worker.unref();
}
