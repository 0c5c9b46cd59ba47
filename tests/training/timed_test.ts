import { assert, assertEquals } from "@std/assert";
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
