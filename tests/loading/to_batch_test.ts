import { assertEquals } from "@std/assert";
import { normalize, type Sample } from "../../mod.ts";
import { collator } from "../../src/loading/collate.ts";
import type { Collated } from "../../src/loading/tray.ts";
import { toBatch } from "../../src/loading/to_batch.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

const collated = (samples: readonly Sample[], labels = false) =>
  collator({ source: { name: "some", size: samples.length, get: (i) => samples[i]! }, transforms: [], labels })(
    Uint32Array.from(samples.keys()),
    0,
  ) as Collated;
const bytes = (...data: number[]) =>
  ({ dtype: "uint8", shape: [1, data.length, 1], data: Uint8Array.from(data) }) as const;

Deno.test("toBatch() makes numbers of images by their conversion, and int32 of other bytes", () => {
  const images = collated([{ x: bytes(0, 255), y: 1 }, { x: bytes(255, 0), y: 0 }], true);
  const { x, y, size } = toBatch(normalize({ mean: [0.5], std: [0.5] }))(images, 0, 2);
  assertEquals([x.shape, x.arraySync().flat(3), y.dtype, y.arraySync(), size], [[2, 1, 2, 1], [-1, 1, 1, -1], "int32", [
    1,
    0,
  ], 2]);
  const plain = toBatch()(images, 1, 2);
  assertEquals([plain.x.dtype, plain.x.arraySync().flat(3), plain.y.arraySync(), plain.size], [
    "int32",
    [255, 0],
    [0],
    1,
  ]);
});

Deno.test("toBatch() takes some samples of each field, records and texts too", () => {
  const sample = (i: number): Sample => ({
    x: { num: { dtype: "float32", shape: [2], data: Float32Array.of(i, -i) }, word: `w${i}` },
    y: { on: { dtype: "bool", shape: [], data: Uint8Array.of(i % 2) } },
  });
  const { x, y, size } = toBatch()(collated([0, 1, 2, 3].map(sample)), 1, 3);
  assertEquals([x.num.arraySync(), x.word, size], [[[1, -1], [2, -2]], ["w1", "w2"], 2]);
  assertEquals([y.on.dtype, y.on.arraySync()], ["bool", [1, 0]]);
});

Deno.test("toBatch() makes tensors that the next batch does not touch", () => {
  const samples = [{ x: 1, y: 2 }, { x: 3, y: 4 }];
  const collate = collator({
    source: { name: "two", size: 2, get: (i) => samples[i]! },
    transforms: [],
    labels: false,
  });
  const batchOf = toBatch();
  const first = batchOf(collate(Uint32Array.of(0), 0) as Collated, 0, 1);
  batchOf(collate(Uint32Array.of(1), 0) as Collated, 0, 1);
  assertEquals([first.x.arraySync(), first.y.arraySync()], [[1], [2]]);
});

Deno.test("toBatch() takes masks of objects for no images: they stay whole numbers", async () => {
  const bytes = (...shape: number[]) => ({ dtype: "uint8", shape, data: new Uint8Array(12).fill(2) }) as const;
  const batch = toBatch(normalize({ mean: [0, 0, 0], std: [1, 1, 1] }))(
    await collated([{ x: bytes(2, 2, 3), y: { masks: bytes(3, 2, 2) } }]),
    0,
    1,
  );
  assertEquals([batch.x.dtype, batch.y.masks.dtype, batch.y.masks.dataSync()[0]], ["float32", "int32", 2]);
});
