import { assertEquals, assertThrows } from "@std/assert";
import { tf } from "../../mod.ts";
import { namedTensors } from "../../src/tensors/named_tensors.ts";

Deno.test("namedTensors() names a tensor, and each of a record, and refuses all else", () => {
  const one = tf.scalar(1);
  assertEquals(namedTensors("target", one), { target: one });
  assertEquals(namedTensors("target", { a: one, b: one }), { "target.a": one, "target.b": one });
  for (const other of [undefined, 1, {}, [one], { a: 1 }]) {
    assertThrows(() => namedTensors("target", other), TypeError, "Cannot dump the target as it must be a tensor");
  }
  one.dispose();
});
