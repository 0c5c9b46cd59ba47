import { assertEquals } from "@std/assert";
import { wholeLabels } from "../../src/judging/whole_labels.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("wholeLabels() hands int32 on, and makes no class of half ones and NaN", () => {
  const labels = tf.tensor1d([3, -1], "int32");
  assertEquals(wholeLabels(labels) === labels, true);
  const none = -(2 ** 31) + 1;
  assertEquals([...wholeLabels(tf.tensor1d([-1, 0, 7, 0.5, NaN])).dataSync()], [-1, 0, 7, none, none]);
});
