import { assertEquals, assertThrows } from "@std/assert";
import { r2, tf } from "../../mod.ts";
import { judgeBy } from "../judge_by.ts";

await tf.setBackend("cpu");

Deno.test("r2() refuses shapes that would be broadcast, and hands on NaN", async () => {
  const metric = r2();
  assertEquals(
    assertThrows(() => metric.update(metric.init() as never, tf.zeros([2, 1]), tf.zeros([2])), TypeError).message,
    "Cannot judge by r2 as prediction and target must be of one shape: got [2, 1] and [2].",
  );
  assertEquals(await judgeBy([metric], tf.tensor1d([1, NaN, 3]), tf.tensor1d([1, 2, 4]), [1, 2]), { r2: NaN });
});

Deno.test("r2() is 1 or 0 where all targets are the same, and NaN of one sample", async () => {
  const same = tf.tensor1d([2, 2, 2]);
  assertEquals(await judgeBy([r2()], same, same, [3]), { r2: 1 });
  assertEquals(await judgeBy([r2()], tf.tensor1d([2, 2, 3]), same, [2, 1]), { r2: 0 });
  assertEquals(await judgeBy([r2()], tf.tensor1d([2]), tf.tensor1d([2]), [1]), { r2: NaN });
});
