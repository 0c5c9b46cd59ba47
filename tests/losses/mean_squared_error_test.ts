import { assertEquals, assertThrows } from "@std/assert";
import { meanSquaredError } from "../../src/losses/mean_squared_error.ts";
import { tf } from "../../src/tf.ts";

const value = (loss: ReturnType<ReturnType<typeof meanSquaredError>>) => (loss as tf.Scalar).dataSync()[0];

Deno.test("meanSquaredError() takes any shape, if it is one", () => {
  const loss = meanSquaredError();
  const [prediction, target] = [tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), tf.tensor4d([1, 0, 1, 0], [1, 2, 2, 1])];
  assertEquals(value(loss(prediction, target)), value(loss(tf.reshape(prediction, [4]), tf.reshape(target, [4]))));
  assertEquals(
    assertThrows(() => loss(tf.zeros([2, 1]), tf.zeros([2])), TypeError).message,
    "Cannot compute the mean squared error as prediction and target must be of one shape: got [2, 1] and [2]. " +
      "Reshape one of them.",
  );
});
