import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { cifar10, cifar100, CIFAR10_ARCHIVE } from "../../src/datasets/cifar10.ts";
import { tf } from "../../src/tf.ts";
import { cifarFiles, describe, listen, pack, RECORDS, scratch, serveBytes } from "../download/archive_server.ts";
import { need } from "../needs.ts";
import { allBatches } from "./all_batches.ts";

await tf.setBackend("cpu");

const files = cifarFiles();
const bytes = await pack(files);
const small = { records: RECORDS, patience: { retries: 0 } };

/** A value of a file's record as the tutorial normalises it. */
function normalized(file: string, record: number, channel: number, pixel: number): number {
  const mean = [0.491, 0.482, 0.447], std = [0.202, 0.199, 0.201];
  const byte = files[file]![record * 3073 + 1 + channel * 1024 + pixel]!;
  return (byte / 255 - mean[channel]!) / std[channel]!;
}

Deno.test("cifar10() downloads, reads the planes as channels and normalises", async () => {
  await using server = listen((request) => serveBytes(bytes, request));
  await using dir = await scratch();
  const data = cifar10({
    ...small,
    dataDir: dir.path,
    source: describe(bytes, server.url),
    batchSize: 8,
    augment: false,
  });
  await data.open!();
  assertEquals(data.batches, { train: 3, val: 1 });
  const [val] = await allBatches(data.val!());
  assertEquals([val!.shape, val!.y], [[4, 32, 32, 3], [0, 1, 2, 3]]);
  for (const [record, channel, pixel] of [[0, 0, 0], [1, 2, 1023], [3, 1, 500]] as const) {
    const value = val!.x[record * 3072 + pixel * 3 + channel]!;
    assert(Math.abs(value - normalized("test_batch.bin", record, channel, pixel)) < 1e-6);
  }
  const train = await allBatches(data.train({ epoch: 0, seed: 0 }));
  assertEquals(train.flatMap(({ y }) => y).toSorted(), Array.from({ length: 20 }, (_, i) => i % 10).toSorted());
});

Deno.test("cifar10() takes the first so many images and reads no file beyond", async () => {
  await using dir = await scratch();
  const folder = `${dir.path}/cifar-10-batches-bin`;
  await Deno.mkdir(folder);
  for (const name of ["data_batch_1.bin", "data_batch_2.bin", "test_batch.bin"]) {
    await Deno.writeFile(`${folder}/${name}`, files[name]!);
  }
  const data = cifar10({ ...small, dataDir: dir.path, trainSamples: 6, valSamples: 2, batchSize: 4 });
  await data.open!();
  assertEquals(data.batches, { train: 2, val: 1 });
  assertEquals((await allBatches(data.val!()))[0]!.y, [0, 1]);
});

Deno.test("cifar10() asks for the network only while the files are missing", async () => {
  await using dir = await scratch();
  const { path } = dir;
  const data = cifar10({ dataDir: path });
  const read = { name: "read", path } as const;
  const host = { name: "net", host: "www.cs.toronto.edu" } as const;
  assertEquals(data.permissions, [read, { name: "write", path }, host]);
  assertEquals(cifar10({ dataDir: path, download: false }).permissions, [read]);
  await Deno.mkdir(`${path}/cifar-10-batches-bin`);
  assertEquals(data.permissions, [read]);
});

Deno.test("cifar10() refuses files that are missing, cut short or damaged, and says what to do", async () => {
  await using dir = await scratch();
  const folder = `${dir.path}/cifar-10-batches-bin`;
  const open = () => cifar10({ ...small, dataDir: dir.path, download: false }).open!();
  const hint = `Delete ${folder} to have it downloaded again.`;
  await assertRejects(open, Deno.errors.NotFound, `${folder}/data_batch_1.bin must be there: got no such file.`);
  await Deno.mkdir(folder);
  for (const [name, content] of Object.entries(files)) await Deno.writeFile(`${folder}/${name}`, content);
  await Deno.truncate(`${folder}/data_batch_3.bin`, 12291);
  const cut = `Cannot read CIFAR as ${folder}/data_batch_3.bin must have 12292 bytes: got 12291. ${hint}`;
  assertEquals((await assertRejects(open, RangeError)).message, cut);
  const damaged = files["data_batch_3.bin"]!.slice();
  damaged[3073] = 10;
  await Deno.writeFile(`${folder}/data_batch_3.bin`, damaged);
  const label =
    `Cannot read CIFAR as ${folder}/data_batch_3.bin must have labels from 0 to 9: got 10 in record 1. ${hint}`;
  assertEquals((await assertRejects(open, RangeError)).message, label);
});

Deno.test("cifar10() refuses numbers of images that cannot be", () => {
  for (const trainSamples of [0, -1, 50_001, 1.5]) {
    assertEquals(
      assertThrows(() => cifar10({ trainSamples }), RangeError).message,
      `Cannot take images of CIFAR-10 as trainSamples must be a whole number from 1 to 50000: got ${trainSamples}. ` +
        "Leave it out to take all.",
    );
  }
  assertThrows(() => cifar10({ batchSize: 0 }), RangeError, "batchSize must be a whole number above 0: got 0");
});

Deno.test("CIFAR10_ARCHIVE is what the page of the data set describes", () => {
  assertEquals(CIFAR10_ARCHIVE.url, "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz");
  assertEquals(CIFAR10_ARCHIVE.bytes, 170_052_171);
});

const there = await need(
  "CIFAR-10 in data/",
  "put cifar-10-batches-bin there, or run examples/cifar.ts once",
  () => Deno.stat("data/cifar-10-batches-bin/test_batch.bin").then(() => true, () => false),
);
Deno.test({
  name: "cifar10() reads the real images: balanced classes, pixels of mean 0 and deviation 1",
  ...there,
  fn: async () => {
    const data = cifar10({ download: false, batchSize: 500, augment: false });
    await data.open!();
    const perClass = Array<number>(10).fill(0);
    let sum = 0, squares = 0;
    for await (const { x, y } of data.train({ epoch: 0, seed: 0 })) {
      y.dataSync().forEach((label) => perClass[label]!++);
      for (const value of x.dataSync()) {
        sum += value;
        squares += value * value;
      }
      tf.dispose([x, y]);
    }
    const numbers = 50_000 * 3072;
    assertEquals(perClass, Array(10).fill(5000));
    assert(Math.abs(sum / numbers) < 0.02, `mean ${sum / numbers}`);
    // The tutorial's deviations are means over images, so that the whole comes out a little above 1.
    const deviation = Math.sqrt(squares / numbers);
    assert(deviation > 1.1 && deviation < 1.35, `deviation ${deviation}`);
  },
});

Deno.test("cifar100() reads records of two labels, of which the second one is the class", async () => {
  const dataDir = await Deno.makeTempDir(), folder = `${dataDir}/cifar-100-binary`;
  await Deno.mkdir(folder);
  const records = (count: number) => {
    const bytes = new Uint8Array(count * 3074);
    for (let i = 0; i < count; i++) bytes.fill(i, i * 3074).set([19, 99 - i], i * 3074);
    return bytes;
  };
  await Deno.writeFile(`${folder}/train.bin`, records(10));
  await Deno.writeFile(`${folder}/test.bin`, records(2));
  const data = cifar100({ dataDir, records: 2, augment: false, download: false });
  await data.open!();
  assertEquals([data.samples, data.classes!.length, new Set(data.classes).size], [{ train: 10, val: 2 }, 100, 100]);
  for await (const { x, y } of data.val!()) {
    assertEquals([[...y.dataSync()], x.shape], [[99, 98], [2, 32, 32, 3]]);
    x.dispose();
    y.dispose();
  }
  await Deno.remove(dataDir, { recursive: true });
});
