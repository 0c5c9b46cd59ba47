import { assertEquals, assertRejects } from "@std/assert";
import { listFolder } from "../../src/files/list_folder.ts";
import { imageTree } from "../datasets/image_tree.ts";

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
