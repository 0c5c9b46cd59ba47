import { assert, assertEquals } from "@std/assert";
import { tf } from "../../mod.ts";
import { mapped } from "../../src/tensors/mapped.ts";

await tf.setBackend("cpu");

Deno.test("mapped() goes through arrays and plain objects, and leaves all else as it is", () => {
  const scale = tf.scalar(3), date = new Date(0), given = { a: [scale, { b: scale }], date, text: "t", none: null };
  const made = mapped(given, (tensor) => tf.add(tensor, 1)) as typeof given;
  assertEquals((made.a[0] as tf.Tensor).arraySync(), 4);
  assertEquals((made.a[1] as { b: tf.Tensor }).b.arraySync(), 4);
  assert(made.date === date && made.text === "t" && made.none === null);
  assertEquals(scale.arraySync(), 3);
});
