import { assertEquals, assertRejects } from "@std/assert";
import { atMost } from "../../src/files/at_most.ts";

Deno.test("atMost() ends a stream without an end at the first chunk that is too much", async () => {
  let given = 0;
  const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => (given++, controller.enqueue(new Uint8Array(1000))),
  });
  const seen: number[] = [];
  await assertRejects(
    async () => {
      for await (const { length } of endless.pipeThrough(atMost(3500, () => new RangeError("too much")))) {
        seen.push(length);
      }
    },
    RangeError,
    "too much",
  );
  assertEquals(seen, [1000, 1000, 1000]);
  assertEquals(given < 10, true, `${given} chunks were taken`);
});
