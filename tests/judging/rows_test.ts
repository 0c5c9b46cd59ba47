import { assertEquals } from "@std/assert";
import { grown, noRows } from "../../src/judging/rows.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("grown() gives a tensor of its own, whose batch may be disposed of", () => {
  const batch = tf.tensor2d([[1, 2]], [1, 2], "int32"), state = noRows("int32");
  const once = grown(state, batch), twice = grown(once, batch);
  batch.dispose();
  assertEquals([once.arraySync(), twice.arraySync(), twice.dtype], [[[1, 2]], [[1, 2], [1, 2]], "int32"]);
});
