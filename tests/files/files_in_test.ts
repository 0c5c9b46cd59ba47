import { assertEquals, assertRejects } from "@std/assert";
import { filesByClass, filesIn, listFolder } from "../../src/files/files_in.ts";
import { imageTree } from "../datasets/image_tree.ts";
import { FILES } from "../sources/files.ts";

Deno.test("listFolder() tells what each entry is, links as what they lead to, by names", async () => {
  await using tree = await imageTree(["b.png", "a/", ".hidden/1.png"]);
  for (const [to, name] of [["a", "to_a"], ["b.png", "to_b"], ["nowhere", "to_c"], ["/dev/null", "to_d"]] as const) {
    await Deno.symlink(to, `${tree.path}/${name}`);
  }
  assertEquals((await listFolder(tree.path)).map(({ name, kind }) => [name, kind]), [
    ["a", "folder"],
    ["b.png", "file"],
    ["to_a", "folder"],
    ["to_b", "file"],
    ["to_c", "nothing"],
    ["to_d", "other"],
  ]);
  await assertRejects(() => listFolder(`${tree.path}/no`), Deno.errors.NotFound, "got no such folder. Check its path.");
  await assertRejects(() => listFolder(`${tree.path}/b.png`), Error, "got NotADirectory.");
});

Deno.test("filesIn() and filesByClass() go through folders in the order of names", async () => {
  const root = `${FILES}/sounds`,
    names = (files: readonly string[]) => files.map((path) => path.slice(root.length + 1));
  assertEquals(names(await filesIn(root, [".wav"])).slice(0, 3), ["high/i16.wav", "high/u8.wav", "low/f32.wav"]);
  const { files, labels, classes } = await filesByClass(root, [".wav"], ["low", "high"]);
  assertEquals([names(files).at(-1), labels, classes], ["high/u8.wav", [0, 0, 0, 0, 1, 1], ["low", "high"]]);
});
