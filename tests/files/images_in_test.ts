import { assertEquals } from "@std/assert";
import { relative } from "node:path";
import { imagesIn, isImage } from "../../src/files/images_in.ts";
import { imageTree } from "../datasets/image_tree.ts";

Deno.test("imagesIn() goes through links once, and never round in a ring", async () => {
  await using tree = await imageTree(["a/1.png", "a/b/2.png"]);
  await using elsewhere = await imageTree(["3.png"]);
  await Deno.symlink("../..", `${tree.path}/a/b/round`);
  await Deno.symlink(elsewhere.path, `${tree.path}/a/away`);
  await Deno.symlink(`${tree.path}/a/self.png`, `${tree.path}/a/self.png`);
  const { files, skipped } = await imagesIn(tree.path);
  assertEquals(files.map((file) => relative(tree.path, file)), ["a/1.png", "a/away/3.png", "a/b/2.png"]);
  assertEquals(skipped.map(({ path }) => relative(tree.path, path)), ["a/b/round", "a/self.png"]);
});

Deno.test("isImage() goes by the ending, in any case", () => {
  assertEquals(["a.JPG", "a.jpeg", "a.png.txt", "png", "a.webp", "a.gif"].map(isImage), [
    true,
    true,
    false,
    false,
    true,
    false,
  ]);
});
