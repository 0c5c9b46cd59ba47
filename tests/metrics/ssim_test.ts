import { assert, assertThrows } from "@std/assert";
import { ssim, tf } from "../../mod.ts";
import { judgeBy } from "../judge_by.ts";

await tf.setBackend("cpu");

Deno.test("ssim() is below 0 for an image turned to its negative", async () => {
  const image = tf.randomUniform([1, 16, 16, 1], 0, 1, "float32", 3), negative = tf.sub(1, image);
  const { ssim: score } = await judgeBy([ssim()], image, negative, [1]);
  assert(score < -0.5, `got ${score}`);
});

Deno.test("ssim() refuses images that are smaller than its window, and other shapes", () => {
  const metric = ssim(), small = tf.zeros([1, 10, 16, 1]) as tf.Tensor4D;
  assertThrows(
    () => metric.update(metric.init(), small, small),
    RangeError,
    "at least 11 pixels a side: got [1, 10, 16, 1].",
  );
  const other = tf.zeros([1, 16, 16, 1]) as tf.Tensor4D;
  assertThrows(() => metric.update(metric.init(), small, other), TypeError, "must be of one shape");
});
