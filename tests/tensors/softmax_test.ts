import { assertAlmostEquals, assertEquals } from "@std/assert";
import { softmax } from "../../src/tensors/softmax.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("softmax() has the slope y (dy - the sum of dy y), through tf.softmax too", () => {
  tf.tidy(() => {
    const x = tf.tensor2d([[0, Math.log(3)], [1, 1]]), dy = tf.tensor2d([[4, 8], [2, 2]]);
    for (const run of [softmax, tf.softmax]) {
      const slope = tf.grad((x) => run(x))(x, dy).dataSync();
      // Shares of 1/4 and 3/4, whose mean of dy is 7.
      [-0.75, 0.75, 0, 0].forEach((value, i) => assertAlmostEquals(slope[i]!, value, 1e-6));
    }
  });
  assertEquals(tf.memory().numTensors, 0);
});
