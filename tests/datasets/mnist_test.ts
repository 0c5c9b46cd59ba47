import { assertEquals, assertRejects } from "@std/assert";
import { FASHION_MNIST, fashionMnist, KMNIST, kmnist, MNIST, mnist, tf } from "../../mod.ts";
import { gzip, served } from "./named_server.ts";

await tf.setBackend("cpu");

/** As LeCun's page describes them: big-endian, the last axis running fastest. */
function idx(shape: readonly number[], data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length), view = new DataView(bytes.buffer);
  view.setUint32(0, 8 << 8 | shape.length);
  shape.forEach((side, axis) => view.setUint32(4 + 4 * axis, side));
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
}

const NAMES = [
  "train-images-idx3-ubyte.gz",
  "train-labels-idx1-ubyte.gz",
  "t10k-images-idx3-ubyte.gz",
  "t10k-labels-idx1-ubyte.gz",
];
const pixels = (count: number) => Uint8Array.from({ length: count * 784 }, (_, i) => i * 7 % 256);
const files = {
  [NAMES[0]!]: await gzip(idx([3, 28, 28], pixels(3))),
  [NAMES[1]!]: await gzip(idx([3], Uint8Array.of(9, 0, 4))),
  [NAMES[2]!]: await gzip(idx([2, 28, 28], pixels(2))),
  [NAMES[3]!]: await gzip(idx([2], Uint8Array.of(1, 2))),
};

Deno.test("mnist(), fashionMnist() and kmnist() fetch IDX once, verify and normalise it", async () => {
  for (const make of [mnist, fashionMnist, kmnist]) {
    await using there = await served(files);
    const source = { ...MNIST, files: NAMES.map((name) => there.file(name, "md5")) }, { dataDir } = there;
    for (let time = 0; time < 2; time++) {
      const data = make({ dataDir, source, batchSize: 8 });
      assertEquals(data.permissions!.length, time === 0 ? 3 : 1);
      await data.open!();
      assertEquals(data.samples, { train: 3, val: 2 });
      for await (const { x, y } of data.val!()) {
        assertEquals([x.shape, [...y.dataSync()]], [[2, 28, 28, 1], [1, 2]]);
        const [zero, seven] = x.dataSync();
        // The same step for each of a byte's values.
        assertEquals(Math.round((seven! - zero!) / (x.dataSync()[2]! - seven!)), 1);
        tf.dispose([x, y]);
      }
    }
    assertEquals(there.asked.length, 8);
  }
});

Deno.test("mnist() refuses files that are others, and labels that do not go with the images", async () => {
  await using there = await served({ ...files, [NAMES[3]!]: await gzip(idx([3], Uint8Array.of(1, 2, 3))) });
  const { dataDir } = there, all = NAMES.map((name) => there.file(name, "md5"));
  await assertRejects(
    () => mnist({ dataDir, source: { ...MNIST, files: all } }).open!(),
    RangeError,
    "t10k-images-idx3-ubyte.gz as it must have an image of 28 x 28 for each of 3 labels: got 2 x 28 x 28.",
  );
  const changed = { ...MNIST, name: "changed", files: [{ ...all[0]!, checksum: MNIST.files[0]!.checksum! }] };
  await assertRejects(
    () => mnist({ dataDir, source: changed }).open!(),
    Error,
    "as its md5 must be f68b3c2dcbeaaa9fbdd348bbdeb94873: got",
  );
  const [images, labels] = all as [typeof all[0], typeof all[0]];
  const swapped = { ...MNIST, name: "swapped", files: [labels, images, images, labels] };
  await assertRejects(
    () => mnist({ dataDir, source: swapped }).open!(),
    RangeError,
    "it must be IDX of bytes with 3 axes",
  );
});

Deno.test("the specs have torchvision's files, with four checksums of MD5 each", () => {
  for (const spec of [MNIST, FASHION_MNIST, KMNIST]) {
    assertEquals(spec.files.map(({ url }) => url.slice(url.lastIndexOf("/") + 1)), NAMES);
    for (const { checksum } of spec.files) assertEquals([checksum!.algorithm, checksum!.digits.length], ["md5", 32]);
  }
});
