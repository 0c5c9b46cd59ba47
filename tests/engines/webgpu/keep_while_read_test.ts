import { assertEquals } from "@std/assert";
import { tf } from "../../../src/tf.ts";
import { anyAdapter, openAny } from "./any_adapter.ts";

const twos = () => tf.tidy(() => tf.add(tf.ones([2000]), 1));

Deno.test({
  name: "keepWhileRead() keeps a tensor that is disposed of until all who read it have its numbers",
  ...anyAdapter,
  async fn() {
    await openAny();
    const before = tf.memory().numTensors, kept = twos();
    const reads = [kept.data(), kept.data()];
    kept.dispose();
    for (const values of await Promise.all(reads)) assertEquals(values, new Float32Array(2000).fill(2));
    assertEquals(tf.memory().numTensors, before);
    const again = twos();
    assertEquals((await again.data()).length, 2000);
    again.dispose();
  },
});
