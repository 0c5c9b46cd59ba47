import { assertEquals } from "@std/assert";
import { relu } from "../../src/tensors/relu.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("relu() lets the positive through", () => {
  assertEquals(relu(tf.tensor1d([-2, 0, 3])).arraySync(), [0, 0, 3]);
});

Deno.test("relu() has the gradient one above zero and none at zero or below", () => {
  const slope = tf.grad((x) => relu(x))(tf.tensor1d([-2, 0, 3]), tf.tensor1d([5, 6, 7]));
  assertEquals(slope.arraySync(), [0, 0, 7]);
});

Deno.test("relu() gives tf.relu the same gradient", () => {
  const slope = tf.grad((x) => tf.relu(x))(tf.tensor1d([-2, 0, 3]), tf.tensor1d([5, 6, 7]));
  assertEquals(slope.arraySync(), [0, 0, 7]);
});
