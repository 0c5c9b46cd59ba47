import { assert, assertEquals, assertThrows } from "@std/assert";
import { bucketed, dataset, type Epoch, generator, padTo, type Source, tf } from "../../mod.ts";

const lengths = Array.from({ length: 103 }, (_, i) => 1 + (i * 37) % 64), buckets = [8, 16, 32, 48];
const order = bucketed({ lengths, buckets }), pass = { size: 103, batchSize: 8, seed: 1 };
const bucketOf = (i: number) => Math.min(3, buckets.findIndex((most) => lengths[i]! <= most) >>> 0);

Deno.test("bucketed() has each sample once an epoch, whatever the sizes, and batches of two buckets only of what is left", () => {
  const next = generator(7), among = (most: number) => Math.floor(next() * most);
  for (let trial = 0; trial < 200; trial++) {
    const size = among(90), batchSize = 1 + among(12), lengths = Array.from({ length: size }, () => 1 + among(70));
    const buckets = [...new Set(Array.from({ length: 1 + among(5) }, () => 1 + among(64)))].toSorted((a, b) => a - b);
    const picks = bucketed({ lengths, buckets })({ size, batchSize, epoch: among(3), seed: trial });
    assertEquals([...picks].toSorted((a, b) => a - b), Array.from(lengths.keys()), `trial ${trial}`);
    const bucketsOf = Array.from(
      { length: Math.ceil(size / batchSize) },
      (_, i) =>
        [...picks.subarray(i * batchSize, (i + 1) * batchSize)].map((sample) => {
          const at = buckets.findIndex((most) => lengths[sample]! <= most);
          return at < 0 ? buckets.length - 1 : at;
        }),
    );
    const mixed = bucketsOf.filter((of) => new Set(of).size > 1), used = new Set(bucketsOf.flat()).size;
    assert(mixed.length < Math.max(1, used), `trial ${trial}: ${mixed.length} mixed of ${used} buckets`);
  }
});

Deno.test("bucketed() is a pure function of seed and epoch, and leaves others for the last batch", () => {
  const text = (epoch: number, seed = 1) => order({ ...pass, epoch, seed }).join();
  assertEquals(text(3), text(3));
  assertEquals(new Set([text(3), text(4), text(3, 2)]).size, 3);
  const last = Array.from({ length: 30 }, (_, epoch) => bucketOf(order({ ...pass, epoch })[102]!));
  assert(new Set(last).size > 1, last.join());
});

Deno.test("bucketed() has one order for batches of any size where it is told what stands together", () => {
  const fixed = bucketed({ lengths, buckets, together: 8 }),
    of = (batchSize: number) => fixed({ ...pass, batchSize, epoch: 2 });
  assertEquals(of(8), of(3));
  assertEquals(of(8), order({ ...pass, epoch: 2 }));
});

Deno.test("bucketed() and padTo() hand out each text once, padded to a bucket, from any sample on, by any ranks", async () => {
  const x = (i: number) =>
    ({ dtype: "int32", shape: [lengths[i]!], data: new Int32Array(lengths[i]!).fill(i + 1) }) as const;
  const train: Source = { name: "texts", size: 103, get: (i) => ({ x: x(i), y: i }) };
  const data = dataset({ train, batchSize: 8, order, transforms: [padTo({ length: buckets })] });
  await data.open!();
  const seen = async (epoch: Partial<Epoch>) => {
    const samples: number[] = [], places: number[] = [];
    for await (const { x, y, absent } of data.train({ epoch: 1, seed: 4, ...epoch })) {
      const { tokens, length } = x as unknown as Record<"tokens" | "length", tf.Tensor>,
        ids = [...(y as tf.Tensor).dataSync()];
      const longest = Math.max(...length.dataSync());
      assertEquals(tokens.shape, [ids.length, buckets.find((one) => one >= longest)!]);
      const held = tf.tidy(() => tf.sum(tf.cast(tf.notEqual(tokens, 0), "int32"), 1).dataSync());
      assertEquals([...held], [...length.dataSync()]);
      assertEquals([...held], ids.map((i) => Math.min(lengths[i]!, 48)));
      if (!absent) samples.push(...ids), places.push(tokens.size);
      tf.dispose([tokens, length, y as tf.Tensor]);
    }
    return { samples, places: places.reduce((sum, one) => sum + one, 0) };
  };
  const whole = await seen({});
  assertEquals(whole.samples.toSorted((a, b) => a - b), Array.from(lengths.keys()));
  assertEquals((await seen({ from: 19 })).samples, whole.samples.slice(19));
  const shares = await Promise.all([0, 1, 2].map((rank) => seen({ rank, ranks: 3 })));
  assertEquals(shares.flatMap(({ samples }) => samples).toSorted((a, b) => a - b), Array.from(lengths.keys()));
  const held = lengths.reduce((sum, length) => sum + Math.min(length, 48), 0);
  // Without buckets nearly every batch has a text of 48 places or more.
  assert(whole.places < 1.5 * held, `${whole.places} places for ${held} tokens`);
});

Deno.test("bucketed() refuses buckets that do not rise, and lengths of other samples", () => {
  const make = (buckets: number[]) => bucketed({ lengths: [1, 9], buckets });
  assertThrows(() => make([4, 4]), RangeError, "Cannot make bucketed as buckets must rise: got 4, 4.");
  assertThrows(
    () => bucketed({ lengths, buckets, together: 0 }),
    RangeError,
    "together must be a whole number of at least 1",
  );
  const run = () => make([4, 16])({ size: 3, batchSize: 2, epoch: 0, seed: 0 });
  assertThrows(run, RangeError, "as each must have a length: got 2 lengths of 3 samples.");
});
