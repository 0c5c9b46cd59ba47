import { assertEquals } from "@std/assert";
import { relu } from "../../../src/tensors/relu.ts";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

Deno.test("reluKernels() let the gradient through above zero only", () => {
  const x = tf.tensor1d([-1, -0, 0, 1e-40, 1e-30, 5, Infinity]);
  const dy = tf.tensor1d([1, 2, 3, 4, -5, 6, 7]);
  const slope = tf.grad((x: tf.Tensor) => relu(x))(x, dy);
  assertEquals(slope.arraySync(), [0, 0, 0, 4, -5, 6, 7]);
});
