import { assertEquals, assertRejects } from "@std/assert";
import { relative } from "node:path";
import { findImages, type FoundFiles } from "../../../src/datasets/image_folder/find_images.ts";
import { imageTree } from "../image_tree.ts";

const numbered = (folder: string, count: number) => Array.from({ length: count }, (_, i) => `${folder}/${i}.png`);

Deno.test("findImages() takes a folder for each class, in the order of names, and what lies deeper", async () => {
  await using tree = await imageTree([
    "b/2.png",
    "b/1.png",
    "a/x/y/3.png",
    "a/0.png",
    "a/notes.txt",
    ".git/c.png",
    "readme.md",
  ]);
  const { classes, train, val, test } = await findImages(tree.path, 0);
  assertEquals(classes, ["a", "b"]);
  assertEquals(train.files.map((file) => relative(tree.path, file)), ["a/0.png", "a/x/y/3.png", "b/1.png", "b/2.png"]);
  assertEquals([[...train.labels], val, test], [[0, 0, 1, 1], undefined, undefined]);
});

Deno.test("findImages() takes train/, val/ and test/ where there are such", async () => {
  await using tree = await imageTree(["train/a/1.png", "train/b/2.png", "val/b/3.png", "test/a/4.png", "test/b/5.png"]);
  const { classes, train, val, test } = await findImages(tree.path, 0.5);
  const short = ({ files, labels }: FoundFiles) => [files.map((file) => relative(tree.path, file)), [...labels]];
  assertEquals(classes, ["a", "b"]);
  assertEquals(short(train), [["train/a/1.png", "train/b/2.png"], [0, 1]]);
  assertEquals(short(val!), [["val/b/3.png"], [1]]);
  assertEquals(short(test!), [["test/a/4.png", "test/b/5.png"], [0, 1]]);
});

Deno.test("findImages() takes a class of trains for a class", async () => {
  await using tree = await imageTree(["plane/1.png", "train/2.png"]);
  assertEquals((await findImages(tree.path, 0)).classes, ["plane", "train"]);
});

Deno.test("findImages() holds a share of each class back, always the same", async () => {
  await using tree = await imageTree([...numbered("a", 20), ...numbered("b", 10), "c/0.png"]);
  const { train, val } = await findImages(tree.path, 0.2);
  const perClass = ({ labels }: FoundFiles) => [0, 1, 2].map((label) => labels.filter((one) => one === label).length);
  assertEquals([perClass(train), perClass(val!)], [[16, 8, 1], [4, 2, 0]]);
  assertEquals(new Set([...train.files, ...val!.files]).size, 31);
  assertEquals((await findImages(tree.path, 0.2)).val, val);
});

Deno.test("findImages() follows links", async () => {
  await using tree = await imageTree(["a/1.png"]);
  await using elsewhere = await imageTree(["2.png"]);
  await Deno.symlink(elsewhere.path, `${tree.path}/b`);
  assertEquals((await findImages(tree.path, 0)).train.files, [`${tree.path}/a/1.png`, `${tree.path}/b/2.png`]);
});

Deno.test("findImages() says what is wrong with a folder, where, and what to do", async () => {
  const refused = async (paths: readonly string[], message: (path: string) => string) => {
    await using tree = await imageTree(paths);
    const error = await assertRejects(() => findImages(tree.path, 0), RangeError);
    assertEquals(error.message, message(tree.path));
  };
  await refused(["1.png"], (path) =>
    `Cannot learn from ${path} as it must hold a folder for each class: got none. ` +
    `Put images into ${path}/cat and ${path}/dog, for example.`);
  await refused(
    ["a/1.png", "b/"],
    (path) =>
      `Cannot learn from ${path}/b as each class must have an image (.jpg, .jpeg, .png, .webp): got none. ` +
      "Put some there, or remove the folder.",
  );
  await refused(
    ["a/1.png", "b/2.GIF", "b2/3.png"],
    (path) =>
      `Cannot learn from ${path}/b as each class must have an image (.jpg, .jpeg, .png, .webp): got none but ` +
      `${path}/b/2.GIF, and it must be JPEG, PNG or WebP. Put some there, or remove the folder.`,
  );
  await refused(
    ["train/a/1.png", "val/b/2.png"],
    (path) =>
      `Cannot judge on ${path}/val/b as its class must be one of ${path}/train: got b. Rename the folder, or remove it.`,
  );
});

Deno.test("findImages() names a folder that is not there or is none", async () => {
  await using tree = await imageTree(["a/1.png"]);
  const missing = await assertRejects(() => findImages(`${tree.path}/no`, 0), Deno.errors.NotFound);
  assertEquals(
    missing.message,
    `Cannot read the folder ${tree.path}/no as it must be there: got no such folder. Check its path.`,
  );
  const none = await assertRejects(() => findImages(`${tree.path}/a/1.png`, 0), Error);
  assertEquals(
    none.message,
    `Cannot read the folder ${tree.path}/a/1.png as it must be a folder that may be read: ` +
      "got NotADirectory. Check its path and who may read it.",
  );
});

Deno.test("findImages() leaves out what is named as an image and is none, and says why", async () => {
  await using tree = await imageTree(["a/1.png", "a/2.BMP", "a/deep/3.gif", "b/4.png", "loose.png", "notes.txt"]);
  await Deno.symlink("/nowhere/5.png", `${tree.path}/a/5.png`);
  await Deno.symlink("/nowhere/notes.txt", `${tree.path}/a/notes.txt`);
  await Deno.symlink("/nowhere/c", `${tree.path}/c`);
  await Deno.symlink("/dev/zero", `${tree.path}/b/zero.png`);
  await Deno.symlink("..", `${tree.path}/b/up`);
  const { train, skipped } = await findImages(tree.path, 0);
  assertEquals(train.files.map((file) => relative(tree.path, file)), ["a/1.png", "b/4.png"]);
  assertEquals(skipped.map(({ path, why }) => [relative(tree.path, path), why]), [
    ["c", "a link must lead to a file or a folder"],
    ["loose.png", "it must lie in the folder of a class"],
    ["a/2.BMP", "it must be JPEG, PNG or WebP"],
    ["a/5.png", "a link must lead to a file"],
    ["a/deep/3.gif", "it must be JPEG, PNG or WebP"],
    ["b/up", "a link must not lead back to a folder that it lies in"],
    ["b/zero.png", "it must be a file, no pipe or device"],
  ]);
});

Deno.test("findImages() takes valid/ and validation/ for val/, and refuses two of them", async () => {
  for (const name of ["valid", "validation"]) {
    await using tree = await imageTree(["train/a/1.png", "train/b/2.png", `${name}/b/3.png`]);
    const { val, train } = await findImages(tree.path, 0.5);
    assertEquals([val!.files, [...val!.labels], train.files.length], [[`${tree.path}/${name}/b/3.png`], [1], 2]);
  }
  await using tree = await imageTree(["train/a/1.png", "val/a/2.png", "valid/a/3.png"]);
  assertEquals(
    (await assertRejects(() => findImages(tree.path, 0), RangeError)).message,
    `Cannot read images of ${tree.path} as one folder must hold what is judged on: got val and valid. Remove one of them.`,
  );
});

Deno.test("findImages() refuses folders that can be read in two ways, and names both", async () => {
  await using tree = await imageTree(["bus/model/1.png", "train/model/1.png"]);
  assertEquals(
    (await assertRejects(() => findImages(tree.path, 0), RangeError)).message,
    `Cannot read images of ${tree.path} as its folders must be either splits or classes: got train with folders in it, ` +
      "beside bus with images. If train holds the classes, move bus into it or away; if train is a class as bus is, " +
      "rename it.",
  );
  await using judged = await imageTree(["val/a/1.png", "test/a/1.png"]);
  assertEquals(
    (await assertRejects(() => findImages(judged.path, 0), RangeError)).message,
    `Cannot read images of ${judged.path} as its folders must be classes, or splits with train/ among them: got test and ` +
      `val. If they are splits, make ${judged.path}/train; if they are classes, give them other names.`,
  );
  // What holds no images is no class.
  await using splits = await imageTree(["train/a/1.png", "scripts/run.sh", "val/a/2.png"]);
  assertEquals((await findImages(splits.path, 0)).classes, ["a"]);
  await using classes = await imageTree(["bus/1.png", "train/1.png", "test/1.png"]);
  assertEquals((await findImages(classes.path, 0)).classes, ["bus", "test", "train"]);
});

Deno.test("findImages() takes a class's name for the same in any form of Unicode", async () => {
  const [one, two] = ["caf\u00e9", "cafe\u0301"];
  await using tree = await imageTree([`train/${one}/1.png`, "train/tea/2.png", `val/${two}/3.png`, "val/tea/4.png"]);
  const { classes, val } = await findImages(tree.path, 0);
  assertEquals([classes, [...val!.labels]], [[one, "tea"], [0, 1]]);
  await using twice = await imageTree([`${one}/1.png`, `${two}/2.png`]);
  const { message } = await assertRejects(() => findImages(twice.path, 0), RangeError);
  assertEquals(
    message,
    `Cannot read images of ${twice.path} as each class must have one folder: got ${one} twice, in two forms of Unicode ` +
      "(cafe\\u{301} and caf\\u{e9}). Put the images of both into one.",
  );
});
