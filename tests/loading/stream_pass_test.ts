import { assertEquals, assertThrows } from "@std/assert";
import { streamOf, streamPass } from "../../src/loading/stream_pass.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("streamPass() holds no more samples than its window and one batch", async () => {
  let given = 0, taken = 0, most = 0;
  async function* samples() {
    for (; given < 40; given++) {
      most = Math.max(most, given - taken);
      yield { x: given, y: 0 };
    }
  }
  const parts = {
    name: "numbers",
    samples: samples(),
    cut: { batchSize: 4 },
    window: 6,
    windowSeed: 1,
    transforms: [],
  };
  const settings = { conversion: undefined, labels: false, onBroken: "refuse", seed: 0, lost: () => {} } as const;
  for await (const { x, y, size } of streamPass({ ...parts, ...settings })) {
    taken += size;
    tf.dispose([x, y]);
  }
  assertEquals([taken, most <= 6 + 4], [40, true]);
});

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
