import { assertEquals } from "@std/assert";
import { cpu, tf } from "../../mod.ts";
import { makePast } from "../../src/tensors/past.ts";

Deno.test("makePast() keeps tensors by path beyond a tidy, counts places, and lets go of all", async () => {
  await cpu().open();
  const past = makePast(), before = tf.memory().numTensors;
  tf.tidy(() => void past.extend("a", [tf.tensor2d([[1, 2]])], 1));
  tf.tidy(() => void past.extend("b", [tf.tensor2d([[9]])], 1));
  past.advance(2);
  const all = tf.tidy(() => past.extend("a", [tf.tensor2d([[3]])], 1)[0]!.arraySync());
  assertEquals([all, past.places], [[[1, 2, 3]], 2]);
  past.dispose();
  assertEquals([tf.memory().numTensors, past.places], [before, 0]);
});
