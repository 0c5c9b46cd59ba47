/** Digits that scipy wrote in the form of SVHN, and what torchvision makes of them (svhn/make_digits.py). */
import { assertEquals, assertRejects } from "@std/assert";
import { type Dataset, normalize, SVHN, svhn, tf } from "../../mod.ts";
import { served } from "./named_server.ts";
import golden from "./svhn/digits.json" with { type: "json" };

await tf.setBackend("cpu");

const folder = new URL("./svhn/", import.meta.url).pathname,
  names = ["train", "test", "extra"].map((name) => `${name}_32x32.mat`);
const files = Object.fromEntries(
  await Promise.all(names.map(async (name) => [name, await Deno.readFile(folder + name)] as const)),
);
const bytes = normalize({ mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] });

async function digits(pass: ReturnType<Dataset<tf.Tensor4D, tf.Tensor1D>["train"]>) {
  const found: { label: number; sums: number[]; corners: number[] }[] = [];
  for await (const { x, y } of pass) {
    const [labels, sums, all] = [y.dataSync(), tf.sum(x, [1, 2]).arraySync() as number[][], x.arraySync()];
    labels.forEach((label, i) => {
      const at = (row: number, column: number, channel: number) => Math.round(all[i]![row]![column]![channel]!);
      found.push({
        label,
        sums: sums[i]!.map(Math.round),
        corners: [at(0, 31, 1), at(31, 0, 2), at(5, 7, 0), at(7, 5, 0)],
      });
    });
    tf.dispose([x, y]);
  }
  return found.toSorted((a, b) => a.sums[0]! - b.sums[0]!);
}

const wanted = (...parts: (keyof typeof golden)[]) =>
  parts.flatMap((part) => {
    const { labels, sums, corners } = golden[part];
    return labels.map((label, i) => ({ label, sums: sums[i]!, corners: corners[i]! }));
  }).toSorted((a, b) => a.sums[0]! - b.sums[0]!);

Deno.test("svhn() fetches what is wanted once, verifies it, and has the images and classes of torchvision", async () => {
  await using there = await served(files);
  const source = { ...SVHN, files: names.map((name) => ({ ...there.file(name, "md5"), bytes: files[name]!.length })) },
    { dataDir } = there;
  const small = svhn({ dataDir, source, normalize: bytes, batchSize: 2 });
  await small.open!();
  assertEquals(there.asked.toSorted(), ["test_32x32.mat", "train_32x32.mat"]);
  assertEquals(await digits(small.train({ epoch: 0, seed: 0 })), wanted("train"));
  assertEquals(await digits(small.val!()), wanted("test"));
  const large = svhn({ dataDir, source, normalize: bytes, extra: true });
  await large.open!();
  assertEquals([there.asked.length, there.asked[2]], [3, "extra_32x32.mat"]);
  assertEquals(await digits(large.train({ epoch: 0, seed: 0 })), wanted("train", "extra"));
});

Deno.test("svhn() refuses a file that has no images", async () => {
  const dataDir = await Deno.makeTempDir();
  await Deno.mkdir(`${dataDir}/svhn`);
  for (const name of names) await Deno.copyFile(`${folder}numbers.mat`, `${dataDir}/svhn/${name}`);
  const text = `train_32x32.mat as it must have an image of 32 x 32 x 3 for each of 0 labels: got no X.`;
  await assertRejects(() => svhn({ dataDir }).open!(), RangeError, text);
  await Deno.remove(dataDir, { recursive: true });
});
