import { assertEquals } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { copyOf } from "../../src/tensors/copy_of.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

Deno.test("copyOf() has numbers of its own, and leaves nothing else behind", async () => {
  await cpu().open();
  const w = weight([2], 1), before = tf.memory().numTensors, copy = copyOf(w);
  assertEquals(tf.memory().numTensors, before + 1);
  tf.tidy(() => w.assign(tf.tensor1d([5, 6])));
  assertEquals([copy.arraySync(), w.arraySync()], [[1, 1], [5, 6]]);
  tf.dispose([w, copy]);
});
