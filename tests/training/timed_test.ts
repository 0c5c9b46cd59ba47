import { assert, assertEquals, assertRejects } from "@std/assert";
import { tf } from "../../mod.ts";
import { timed } from "../../src/training/timed.ts";

const batch = (x: number) => ({ x, y: x, size: 1 });

Deno.test("timed() walks through iterables of both kinds", async () => {
  async function* later() {
    yield* [batch(1), batch(2)];
  }
  for (const batches of [[batch(1), batch(2)], later()]) {
    assertEquals((await Array.fromAsync(timed(batches))).map(({ batch }) => batch.x), [1, 2]);
  }
});

Deno.test("timed() measures the wait for a batch and not what is done with it", async () => {
  async function* slow() {
    await new Promise((resolve) => setTimeout(resolve, 50));
    yield batch(1);
    yield batch(2);
  }
  const waits: number[] = [];
  for await (const { dataTime } of timed(slow())) {
    waits.push(dataTime);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert(waits[0]! >= 0.045 && waits[1]! < waits[0]!);
});

Deno.test("timed() ends the iterator when it is left early", async () => {
  let ended = false;
  function* batches() {
    try {
      yield batch(1);
      yield batch(2);
    } finally {
      ended = true;
    }
  }
  for await (const _ of timed(batches())) break;
  assert(ended);
});

Deno.test("timed() asks an asynchronous pass for the next batch while the present one is used", async () => {
  const told: string[] = [];
  async function* read() {
    for (const x of [1, 2]) {
      told.push(`read ${x}`);
      await Promise.resolve();
      yield batch(x);
    }
  }
  for await (const { batch: { x } } of timed(read())) told.push(`step ${x}`);
  assertEquals(told, ["read 1", "read 2", "step 1", "step 2"]);
});

Deno.test("timed() disposes of a batch that was read ahead and is not taken", async () => {
  const before = tf.memory().numTensors;
  async function* read() {
    for (let i = 0; i < 3; i++) yield { x: tf.scalar(i), y: tf.scalar(i), size: 1 };
  }
  for await (const { batch } of timed(read())) {
    tf.dispose([batch.x, batch.y]);
    break;
  }
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("timed() tells an error of a batch that was read ahead at its turn", async () => {
  const seen: number[] = [];
  async function* read() {
    yield batch(1);
    throw new Error("unreadable");
  }
  await assertRejects(
    async () => {
      for await (const { batch: { x } } of timed(read())) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        seen.push(x);
      }
    },
    Error,
    "unreadable",
  );
  assertEquals(seen, [1]);
});
