import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { imageFolder, type ImageFolderOptions } from "../../src/datasets/image_folder.ts";
import { tf } from "../../src/tf.ts";
import { deno, ROOT } from "../program.ts";
import { allBatches } from "./all_batches.ts";
import { imageTree } from "./image_tree.ts";

await tf.setBackend("cpu");

const ABC = ["a", "b", "c"].flatMap((name) => Array.from({ length: 10 }, (_, i) => `${name}/${i}.png`));
const small = { size: 8, batchSize: 4 } as const;

async function opened(path: string, options: ImageFolderOptions = {}) {
  const data = imageFolder(path, { ...small, ...options });
  await data.open!();
  return data;
}

Deno.test("imageFolder() hands out every image as its class says, and judges on what it holds back", async () => {
  await using tree = await imageTree(ABC);
  const data = await opened(tree.path, { workers: 0 });
  assertEquals([data.classes, data.batches], [["a", "b", "c"], { train: 7, val: 1 }]);
  assertEquals(data.permissions, [{ name: "read", path: tree.path }]);
  const loss = data.loss(tf.tensor2d([[1, 1, 1]]), tf.tensor1d([2], "int32")) as tf.Scalar;
  assert(Math.abs(loss.dataSync()[0]! - Math.log(3)) < 1e-6, "cross entropy of three equal logits");
  const train = await allBatches(data.train({ epoch: 0, seed: 0 }));
  assertEquals(train.map(({ shape }) => shape), [...Array(6).fill([4, 8, 8, 3]), [3, 8, 8, 3]]);
  assertEquals(train.flatMap(({ y }) => y).toSorted(), [0, 1, 2].flatMap((label) => Array(9).fill(label)));
  assertEquals((await allBatches(data.val!())).flatMap(({ y }) => y), [0, 1, 2]);
});

Deno.test("imageFolder() makes the same bytes in the same order with any number of threads", async () => {
  await using tree = await imageTree(ABC);
  const passes = async (workers: number) => {
    const data = await opened(tree.path, { workers, valShare: 0.3 });
    return { train: await allBatches(data.train({ epoch: 2, seed: 5 })), val: await allBatches(data.val!()) };
  };
  const alone = await passes(0);
  for (const workers of [1, 2, 5]) assertEquals(await passes(workers), alone);
  const data = await opened(tree.path, { workers: 2, valShare: 0.3 });
  assertNotEquals(await allBatches(data.train({ epoch: 3, seed: 5 })), alone.train);
  assertNotEquals(await allBatches(data.train({ epoch: 2, seed: 6 })), alone.train);
});

Deno.test("imageFolder() fits what is judged on in the middle, without chance", async () => {
  await using tree = await imageTree(["a/0.png", "a/1.png"], 4);
  const grey = { fit: [], augment: false, size: 4, valShare: 0 } as const;
  const wide = await opened(tree.path, { ...grey, workers: 0 });
  await assertRejects(
    () => allBatches(wide.train({ epoch: 0, seed: 0 })),
    RangeError,
    "End the transforms with centerCrop({ size }).",
  );
  const { fit: _, ...middle } = grey;
  const data = await opened(tree.path, { ...middle, workers: 0, batchSize: 2 });
  const [first] = await allBatches(data.train({ epoch: 0, seed: 0 })),
    [again] = await allBatches(data.train({ epoch: 1, seed: 0 }));
  assertEquals(first!.x.toSorted(), again!.x.toSorted());
});

Deno.test("imageFolder() has no validation where nothing is held back", async () => {
  await using tree = await imageTree(ABC);
  const data = await opened(tree.path, { valShare: 0 });
  assertEquals([data.val, data.test, data.batches], [undefined, undefined, { train: 8 }]);
});

Deno.test("imageFolder() names a broken file when its batch comes, and ends its threads", async () => {
  await using tree = await imageTree(["a/0.png", "a/1.png", "a/2.png", "b/0.png"]);
  const broken = `${tree.path}/a/1.png`;
  await Deno.truncate(broken, 100);
  for (const workers of [0, 1, 2]) {
    const data = await opened(tree.path, { workers, batchSize: 1, valShare: 0 });
    const before = tf.memory().numTensors;
    assertEquals(
      (await assertRejects(() => allBatches(data.train({ epoch: 0, seed: 0 })), Error)).message,
      `Cannot read ${broken} as it must be a whole PNG: got one that cannot be decoded. ` +
        "Replace the file, or remove it.",
    );
    assertEquals(tf.memory().numTensors, before);
  }
});

Deno.test("imageFolder() leaves broken images out where it is told to, whoever reads them, and says so in one line", async () => {
  await using tree = await imageTree(["a/0.png", "a/1.png", "a/2.png", "a/3.png", "a/4.png", "b/0.png"]);
  const broken = [1, 2, 3, 4].map((i) => `${tree.path}/a/${i}.png`);
  for (const path of broken) await Deno.truncate(path, 100);
  for (const workers of [0, 1, 2]) {
    const data = await opened(tree.path, { workers, batchSize: 2, valShare: 0, augment: false, onBroken: "skip" });
    const left = await allBatches(data.train({ epoch: 0, seed: 0 }));
    assertEquals(left.flatMap(({ y }) => y).toSorted(), [0, 1]);
    assertEquals(left.map(({ size }) => size).reduce((a, b) => a + b), 2);
    const [line, ...others] = data.news!();
    assertEquals(others, []);
    assertMatch(line!, /^Left out 4 samples of imageFolder, as they cannot be read: .* and 1 more\.$/);
    assertEquals(broken.filter((path) => line!.includes(`Cannot read ${path} as `)).length, 3);
    assertEquals(data.news!(), []);
    await data.close!();
  }
  assertThrows(
    () => imageFolder(tree.path, { onBroken: "ignore" as never }),
    RangeError,
    'Cannot make imageFolder as onBroken must be "refuse" or "skip": got ignore.',
  );
});

Deno.test("imageFolder() warns at open of what it leaves out, and hands out the rest", async () => {
  const names = Array.from({ length: 6 }, (_, i) => `a/${i}.gif`);
  await using tree = await imageTree(["a/0.png", "b/0.png", ...names]);
  await using place = await imageTree([]);
  const file = `${place.path}/script.ts`;
  await Deno.writeTextFile(file, script(tree.path));
  const { stdout, stderr } = await deno(["run", "--quiet", "--no-prompt", `--allow-read=${tree.path}`, file]);
  assertEquals(stdout, "1 a,b\n");
  const lines = names.slice(0, 5).map((name) => `  ${tree.path}/${name}: it must be JPEG, PNG or WebP\n`);
  assertEquals(stderr, `Left out of the images of ${tree.path}:\n${lines.join("")}  and 1 more\n`);
});

Deno.test("imageFolder() refuses options that cannot be", () => {
  assertEquals(
    assertThrows(() => imageFolder("x", { valShare: 1 }), RangeError).message,
    "Cannot hold images back as valShare must be in [0, 1): got 1. A tenth of them is 0.1.",
  );
  assertThrows(
    () => imageFolder("x", { workers: -1 }),
    RangeError,
    "workers must be a whole number of threads: got -1",
  );
  assertThrows(() => imageFolder("x", { batchSize: 0 }), RangeError, "batchSize must be a whole number above 0: got 0");
  assertThrows(() => imageFolder("x", { size: 0.5 }), RangeError, "size must be 1 pixel or more: got 0.5");
});

const script = (path: string) =>
  `import { imageFolder } from "${ROOT}mod.ts";
  const data = imageFolder("${path}", { size: 8, batchSize: 4, workers: 2 });
  await data.open();
  let batches = 0;
  for await (const { x, y } of data.train({ epoch: 0, seed: 0 })) { batches++; x.dispose(); y.dispose(); }
  console.log(batches, data.classes.join());`;

Deno.test("imageFolder() needs leave to read its folder, and no other", async () => {
  await using tree = await imageTree(ABC);
  await using place = await imageTree([]);
  const file = `${place.path}/script.ts`;
  await Deno.writeTextFile(file, script(tree.path));
  const allowed = await deno(["run", "--quiet", "--no-prompt", `--allow-read=${tree.path}`, file]);
  assertEquals([allowed.stdout, allowed.stderr], ["7 a,b,c\n", ""]);
  const denied = await deno(["run", "--quiet", "--no-prompt", file]);
  assert(
    denied.stderr.includes(`Cannot read images of ${tree.path} as Deno must allow read of ${tree.path}: got denied. `),
    denied.stderr,
  );
});

Deno.test("imageFolder() leaves out a last, smaller batch where it is to", async () => {
  await using tree = await imageTree(ABC);
  const data = await opened(tree.path, { workers: 0, dropLast: true });
  assertEquals(data.batches, { train: 6, val: 1 });
  const train = await allBatches(data.train({ epoch: 0, seed: 0 }));
  assertEquals(train.map(({ shape }) => shape[0]), Array(6).fill(4));
});
