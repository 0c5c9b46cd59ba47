import { assertEquals } from "@std/assert";
import { heap, type WasmBackend } from "../../../src/engines/wasm/heap.ts";
import { xnnpack } from "../../../src/engines/wasm/xnnpack.ts";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

const backend = tf.backend() as unknown as WasmBackend;
const memory = heap(backend);
const fast = xnnpack(backend, memory);

Deno.test("xnnpack().product() reads its operands as matrices of the sizes given", () => {
  const out = fast.product(tf.tensor1d([1, 2, 3, 4]), tf.tensor1d([5, 6]), 2, 2, 1);
  assertEquals([...memory.floats(out)], [17, 39]);
  memory.release(out);
});

Deno.test("xnnpack().convolve() takes padding, stride and dilation as numbers", () => {
  const out = fast.convolve({
    ...{ x: tf.tensor1d([1, 2, 3, 4]), input: [1, 1, 4, 1], filter: tf.tensor1d([1, 10]), kernel: [1, 2] },
    ...{ pad: [0, 1, 0, 1], stride: [1, 2], dilation: [1, 2], output: [1, 1, 2, 1] },
  });
  // Padded 0 1 2 3 4 0: taps at 0 and 2, then at 2 and 4.
  assertEquals([...memory.floats(out)], [20, 42]);
  memory.release(out);
});
