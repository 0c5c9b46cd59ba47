import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { own } from "../../src/tensors/own.ts";
import { tf } from "../../src/tf.ts";

Deno.test("own() parts a variable from its clones, and leaves one alone that has none", async () => {
  await cpu().open();
  tf.tidy(() => {
    const w = tf.variable(tf.tensor1d([1, 2])), clone = tf.clone(w);
    own(w);
    assert(w.dataId !== clone.dataId);
    assertEquals(w.arraySync(), [1, 2]);
    const data = w.dataId;
    own(w);
    assertStrictEquals(w.dataId, data);
  });
});
