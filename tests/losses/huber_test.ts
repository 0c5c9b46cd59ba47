import { assertEquals, assertThrows } from "@std/assert";
import { huber } from "../../src/losses/huber.ts";
import { tf } from "../../src/tf.ts";

const value = (loss: ReturnType<ReturnType<typeof huber>>) => (loss as tf.Scalar).dataSync()[0];

Deno.test("huber() takes any shape, if it is one", () => {
  const loss = huber();
  const [prediction, target] = [tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), tf.tensor4d([1, 0, 1, 0], [1, 2, 2, 1])];
  assertEquals(value(loss(prediction, target)), value(loss(tf.reshape(prediction, [4]), tf.reshape(target, [4]))));
  assertEquals(
    assertThrows(() => loss(tf.zeros([2, 1]), tf.zeros([2])), TypeError).message,
    "Cannot compute the huber loss as prediction and target must be of one shape: got [2, 1] and [2]. " +
      "Reshape one of them.",
  );
});

Deno.test("huber() refuses a delta that is not above 0", () => {
  const error = assertThrows(() => huber({ delta: 0 }), RangeError);
  assertEquals(error.message, "Cannot make huber as delta must be a finite number above 0: got 0.");
});
