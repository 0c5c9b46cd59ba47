import { assertEquals, assertThrows } from "@std/assert";
import { mape, tf } from "../../mod.ts";
import { judgeBy } from "../judge_by.ts";

await tf.setBackend("cpu");

Deno.test("mape() refuses shapes that would be broadcast, and hands on NaN", async () => {
  const metric = mape();
  assertEquals(
    assertThrows(() => metric.update(metric.init() as never, tf.zeros([2, 1]), tf.zeros([2])), TypeError).message,
    "Cannot judge by mape as prediction and target must be of one shape: got [2, 1] and [2].",
  );
  assertEquals(await judgeBy([metric], tf.tensor1d([1, NaN, 3]), tf.tensor1d([1, 2, 4]), [1, 2]), { mape: NaN });
});

Deno.test("mape() is large and finite where a target is 0", async () => {
  const { mape: share } = await judgeBy([mape()], tf.tensor1d([1]), tf.tensor1d([0]), [1]);
  assertEquals(share, 100 * 2 ** 52);
});
