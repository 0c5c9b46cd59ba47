import { assertEquals, assertThrows } from "@std/assert";
import type { Dataset } from "../../src/dataset.ts";
import { datasetOf, type DatasetParts } from "../../src/loading/dataset_of.ts";
import type { Order } from "../../src/order.ts";
import { inOrder } from "../../src/orders/in_order.ts";
import { shuffled } from "../../src/orders/shuffled.ts";
import { memoryImages } from "../../src/sources/memory_images.ts";
import { tf } from "../../src/tf.ts";
import { normalize } from "../../src/transforms/normalize.ts";
import { randomFlip } from "../../src/transforms/random_flip.ts";
import { allBatches } from "../datasets/all_batches.ts";

await tf.setBackend("cpu");

const row = (...pixels: number[]) =>
  memoryImages({
    pixels: Uint8Array.from(pixels),
    labels: new Uint8Array(pixels.length / 2),
    shape: [1, 2, 1],
    classes: ["one"],
  });

function rows(parts: Partial<DatasetParts> = {}) {
  return datasetOf({
    name: "rows",
    batchSize: 2,
    order: shuffled(),
    valOrder: inOrder(),
    transforms: [randomFlip({ chance: 1 })],
    valTransforms: [],
    conversion: normalize({ mean: [0], std: [1 / 255] }),
    workers: 0,
    open: () => ({ train: row(1, 2, 3, 4, 5, 6), val: row(7, 8), test: row(9, 10) }),
    ...parts,
  }) as Dataset<tf.Tensor, tf.Tensor>;
}

const numbers = async (batches: ReturnType<ReturnType<typeof rows>["train"]>) =>
  (await allBatches(batches)).flatMap(({ x }) => x.map(Math.round));

Deno.test("datasetOf() is opened once by two runs at once, and again where that failed", async () => {
  let opened = 0;
  const data = rows({
    async open() {
      await Promise.resolve();
      if (++opened === 1) throw new Error("no network");
      return { train: row(1, 2) };
    },
  });
  const both = await Promise.allSettled([data.open!(), data.open!()]);
  assertEquals([both.map(({ status }) => status), opened], [["rejected", "rejected"], 1]);
  await Promise.all([data.open!(), data.open!()]);
  await data.open!();
  assertEquals([opened, data.samples], [2, { train: 1 }]);
});

Deno.test("datasetOf() augments what is learnt from and fits what is judged on", async () => {
  const data = rows();
  await data.open!();
  assertEquals((await numbers(data.train({ epoch: 0, seed: 0 }))).toSorted(), [1, 2, 3, 4, 5, 6]);
  assertEquals((await numbers(data.train({ epoch: 0, seed: 0 })))[0]! % 2, 0);
  assertEquals([await numbers(data.val!()), await numbers(data.test!())], [[7, 8], [9, 10]]);
  assertEquals([data.batches, data.samples], [{ train: 2, val: 1, test: 1 }, { train: 3, val: 1, test: 1 }]);
  assertEquals([data.classes, data.seekable], [["one"], true]);
});

Deno.test("datasetOf() has no pass where it has no samples", async () => {
  const data = rows({ classes: ["known before"], open: () => ({ train: row(1, 2) }) });
  assertEquals([data.classes, data.batches], [["known before"], {}]);
  assertThrows(() => data.val!(), Error, "Cannot make batches of rows as it must be open first");
  await data.open!();
  assertEquals([data.val, data.test, data.batches], [undefined, undefined, { train: 1 }]);
});

Deno.test("datasetOf() makes batches in threads where that pays", async () => {
  for (const [workers, pays, elsewhere] of [[0, true, false], [1, false, false], [1, true, true]] as const) {
    const data = rows({ workers, pays: () => pays });
    await data.open!();
    assertEquals(Symbol.asyncIterator in data.train({ epoch: 0, seed: 0 }), elsewhere);
  }
});

Deno.test("datasetOf() refuses threads that cannot be", () => {
  assertEquals(
    assertThrows(() => rows({ workers: 1.5 }), RangeError).message,
    "Cannot make batches as workers must be a whole number of threads: got 1.5. 0 makes them in the thread of the step.",
  );
});

const count = (size: number, asked: number[] = []) => ({
  name: "counted",
  size,
  get: (i: number) => (asked.push(i), { x: i, y: i }),
});
const some = (size: number, parts: Partial<DatasetParts> = {}, asked?: number[]) =>
  rows({ transforms: [], open: () => ({ train: count(size, asked), val: count(size) }), ...parts });
const epoch = { epoch: 3, seed: 4 };

Deno.test("datasetOf() begins at any sample, reads none before it, and goes on with any batch size", async () => {
  const straight = some(11);
  await straight.open!();
  const order = await numbers(straight.train(epoch));
  for (const batchSize of [1, 2, 3, 11]) {
    for (const from of [0, 1, 4, 10, 11]) {
      const asked: number[] = [], data = some(11, { batchSize }, asked);
      await data.open!();
      assertEquals(await numbers(data.train({ ...epoch, from })), order.slice(from));
      assertEquals(asked, order.slice(from));
    }
  }
});

Deno.test("datasetOf() shares each batch out over ranks, so that every sample is seen once", async () => {
  const data = some(11, { batchSize: 4 });
  await data.open!();
  const whole = await allBatches(data.train(epoch));
  for (const ranks of [1, 2, 3, 4]) {
    const shares = await Promise.all(
      Array.from({ length: ranks }, async (_, rank) => await allBatches(data.train({ ...epoch, rank, ranks }))),
    );
    assertEquals(
      whole.map((_, batch) => shares.flatMap((share) => share[batch]?.x ?? [])),
      whole.map(({ x }) => x),
    );
    const judged = await Promise.all(
      Array.from({ length: ranks }, async (_, rank) => await numbers(data.val!({ rank, ranks }))),
    );
    assertEquals(judged.flat().toSorted((a, b) => a - b), Array.from({ length: 11 }, (_, i) => i));
  }
});

Deno.test("datasetOf() gives an order all that it may ask for", async () => {
  const passes: unknown[] = [];
  const order = ({ labels, ...pass }: Parameters<DatasetParts["order"]>[0]) => {
    passes.push({ ...pass, labels: labels && [...labels() as Uint8Array] });
    return Uint32Array.of(2, 2, 0);
  };
  const data = rows({ order, transforms: [] });
  await data.open!();
  assertEquals(await numbers(data.train(epoch)), [5, 6, 5, 6, 1, 2]);
  assertEquals(passes, [{ size: 3, batchSize: 2, epoch: 3, seed: 4, labels: [0, 0, 0] }]);
});

Deno.test("datasetOf() lets an order ask a source of a class of its own for labels", async () => {
  class Signs {
    readonly name = "signs";
    readonly size = 3;
    readonly #labels = [1, 0, 1];
    get(index: number) {
      return { x: index, y: this.#labels[index]! };
    }
    labels() {
      return this.#labels;
    }
  }
  const byLabel: Order = ({ labels }) => {
    const classes = labels!();
    return Uint32Array.of(0, 1, 2).sort((a, b) => classes[a]! - classes[b]!);
  };
  const data = rows({ order: byLabel, transforms: [], open: () => ({ train: new Signs() }) });
  await data.open!();
  assertEquals((await allBatches(data.train({ epoch: 0, seed: 0 }))).flatMap(({ x }) => x), [1, 0, 2]);
});
