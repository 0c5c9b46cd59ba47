import { assertEquals } from "@std/assert";
import { relu } from "../../../src/tensors/relu.ts";
import { tf } from "../../../src/tf.ts";
import { anyAdapter, numbersOf, openAny } from "./any_adapter.ts";

Deno.test({
  name: "reluKernels() let the gradient through above zero only",
  ...anyAdapter,
  async fn() {
    await openAny();
    const [x, dy] = [[-1, -0, 0, 1e-30, 5, Infinity, -Infinity], [1, 2, 3, -5, 6, 7, 8]];
    const slope = (count: number) => () =>
      tf.grad((x: tf.Tensor) => relu(x))(tf.tensor1d(x.slice(0, count)), tf.tensor1d(dy.slice(0, count)));
    const expected = [0, 0, 0, -5, 6, 7, 0];
    assertEquals(await numbersOf(slope(7)), [expected]);
    assertEquals(await numbersOf(slope(4)), [expected.slice(0, 4)]);
  },
});
