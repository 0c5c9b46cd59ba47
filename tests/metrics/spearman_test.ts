import { assertEquals, assertThrows } from "@std/assert";
import { spearman, tf } from "../../mod.ts";
import { judgeBy } from "../judge_by.ts";

await tf.setBackend("cpu");

Deno.test("spearman() refuses shapes that would be broadcast, and hands on NaN", async () => {
  const metric = spearman();
  assertEquals(
    assertThrows(() => metric.update(metric.init() as never, tf.zeros([2, 1]), tf.zeros([2])), TypeError).message,
    "Cannot judge by spearman as prediction and target must be of one shape: got [2, 1] and [2].",
  );
  assertEquals(await judgeBy([metric], tf.tensor1d([1, NaN, 3]), tf.tensor1d([1, 2, 4]), [1, 2]), { spearman: NaN });
});
