import { assertEquals } from "@std/assert";
import { repairAvgPoolGrad } from "../../src/tensors/repairs/pools.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");
repairAvgPoolGrad("cpu");

const slope = () => {
  const x = tf.ones([1, 1, 2, 1]);
  const dx = tf.grad((x) => tf.avgPool(x as tf.Tensor4D, [1, 3], 1, "same"))(x, tf.tensor4d([2, 6], [1, 1, 2, 1]));
  return Array.from(dx.dataSync(), Math.round);
};

Deno.test("repairAvgPoolGrad() divides by the pixels under the window", () => {
  // Both windows cover both pixels: (2 + 6) / 2, where tfjs divides by the 3 of the window.
  assertEquals(slope(), [4, 4]);
});

Deno.test("repairAvgPoolGrad() twice is as once", () => {
  repairAvgPoolGrad("cpu");
  assertEquals(slope(), [4, 4]);
});
