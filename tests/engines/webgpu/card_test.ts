import { assertEquals } from "@std/assert";
import { openCard } from "../../../src/engines/webgpu/card.ts";
import type { Program } from "../../../src/engines/webgpu/program.ts";
import { tf } from "../../../src/tf.ts";
import { anyAdapter, numbersOf, openAny } from "./any_adapter.ts";

const raise: Program = {
  name: "Raise",
  reads: {},
  writes: { y: "f32" },
  integers: ["count"],
  floats: ["by"],
  threads: 64,
  code: `
fn run(group: u32, lane: u32) {
  let i = group * 64u + lane;
  if (i < numbers.count) { y[i] += numbers.by; }
}`,
};

Deno.test({
  name: "openCard() runs programs in order with those of tfjs, on the tensor itself",
  ...anyAdapter,
  async fn() {
    const card = openCard(await openAny());
    const numbers = await numbersOf(() => {
      const y = tf.add(tf.ones([100]), 1);
      card.run(raise, { y }, { count: 100, by: 0.5 }, 2);
      const after = tf.mul(y, 10);
      card.run(raise, { y }, { count: 100, by: 0.25 }, 2);
      return [after, y];
    });
    assertEquals(numbers, [Array(100).fill(25), Array(100).fill(2.75)]);
  },
});

Deno.test({
  name: "openCard() forgets what was read of a tensor before it is written to",
  ...anyAdapter,
  async fn() {
    const card = openCard(await openAny());
    const y = tf.ones([3]);
    assertEquals(Array.from(await y.data()), [1, 1, 1]);
    card.run(raise, { y }, { count: 3, by: 1 }, 1);
    assertEquals(Array.from(await y.data()), [2, 2, 2]);
    y.dispose();
  },
});

Deno.test({
  name: "openCard() makes tensors, takes them back, and does no work for none",
  ...anyAdapter,
  async fn() {
    const backend = await openAny(), card = openCard(backend);
    const before = backend.numDataIds();
    const made = card.output([0, 3]);
    card.run(raise, { y: made }, { count: 0, by: 1 }, 0);
    assertEquals((await backend.read(made.dataId)).length, 0);
    card.release(made);
    assertEquals(backend.numDataIds(), before);
  },
});

Deno.test({
  name: "openCard() runs more workgroups than a device takes in one dimension",
  ...anyAdapter,
  async fn() {
    const backend = await openAny(), card = openCard(backend);
    const count = backend.device.limits.maxComputeWorkgroupsPerDimension * 64 + 65;
    const [ends] = await numbersOf(() => {
      const y = tf.fill([count], 3);
      card.run(raise, { y }, { count, by: 1 }, Math.ceil(count / 64));
      return tf.stack([tf.sum(tf.equal(y, 4)), tf.sum(tf.equal(tf.slice(y, [count - 1], [1]), 4))]);
    });
    assertEquals(ends, [count, 1]);
  },
});
