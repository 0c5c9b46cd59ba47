import { assertEquals, assertThrows } from "@std/assert";
import { streamOf } from "../../src/loading/stream_of.ts";

const pass = { epoch: 3, seed: 5 };

Deno.test("streamOf() takes iterables, functions of the pass, and streams as they are", async () => {
  const sample = { x: 1, y: 2 };
  assertEquals(await Array.fromAsync(streamOf([sample], "train").samples(pass)), [sample]);
  const late = streamOf(({ epoch, seed }: { epoch: number; seed: number }) => [{ x: epoch, y: seed }], "train");
  assertEquals(await Array.fromAsync(late.samples(pass)), [{ x: 3, y: 5 }]);
  const known = streamOf([sample], "train");
  assertEquals(streamOf(known, "val") === known, true);
  assertThrows(() => streamOf(null as never, "val"), TypeError, "Cannot make stream as val must be samples");
});
