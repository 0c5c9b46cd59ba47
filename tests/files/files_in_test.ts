import { assertEquals } from "@std/assert";
import { filesByClass, filesIn } from "../../src/files/files_in.ts";
import { FILES } from "../sources/files.ts";

Deno.test("filesIn() and filesByClass() go through folders in the order of names", async () => {
  const root = `${FILES}/sounds`,
    names = (files: readonly string[]) => files.map((path) => path.slice(root.length + 1));
  assertEquals(names(await filesIn(root, [".wav"])).slice(0, 3), ["high/i16.wav", "high/u8.wav", "low/f32.wav"]);
  const { files, labels, classes } = await filesByClass(root, [".wav"], ["low", "high"]);
  assertEquals([names(files).at(-1), labels, classes], ["high/u8.wav", [0, 0, 0, 0, 1, 1], ["low", "high"]]);
});
