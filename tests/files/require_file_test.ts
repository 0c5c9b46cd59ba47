import { assertEquals, assertRejects } from "@std/assert";
import { columnsOf, csvBoxes, numpyArrays, textLines, webDataset } from "../../mod.ts";
import { requireFile, unreadable } from "../../src/files/require_file.ts";

Deno.test("requireFile() lets files pass, and refuses folders and what is not there in a sentence", async () => {
  const folder = await Deno.makeTempDir(), file = `${folder}/a.csv`;
  await Deno.writeTextFile(file, "");
  await requireFile(file);
  const text = (path: string, got: string) =>
    `Cannot read ${path} as it must be a file that may be read: got ${got}. Check its path.`;
  await assertRejects(() => requireFile(folder), Deno.errors.IsADirectory, text(folder, "a folder"));
  await assertRejects(() => requireFile(`${file}x`), Deno.errors.NotFound, text(`${file}x`, "no such file"));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("unreadable() leaves errors that it has no sentence for", () => {
  const error = new TypeError("odd");
  assertEquals(unreadable("a", error) === error, true);
});

Deno.test("readers of rows, arrays, lines and archives say so of a path that is wrong", async () => {
  const folder = await Deno.makeTempDir({ suffix: ".csv" });
  const opened = (source: { open?(): void | Promise<void> }) => async () => await source.open!();
  const samples = (path: string) => () => Array.fromAsync(webDataset(path).samples({ epoch: 0, seed: 0, from: 0 }));
  const readers: Record<string, (path: string) => () => Promise<unknown>> = {
    csv: (path) => () => columnsOf(path),
    parquet: (path) => () => columnsOf(path),
    sqlite: (path) => () => columnsOf(path),
    npz: (file) => opened(numpyArrays({ file, x: "x", y: "y" })),
    npy: (path) => opened(numpyArrays({ x: path, y: path })),
    txt: (path) => opened(textLines(path)),
    boxes: (path) => opened(csvBoxes(path)),
    tar: samples,
  };
  for (const [ending, reading] of Object.entries(readers)) {
    const path = `${folder}/a.${ending}`, rule = `Cannot read ${path} as it must be a file that may be read: got `;
    await assertRejects(reading(path), Deno.errors.NotFound, `${rule}no such file. Check its path.`);
    await Deno.mkdir(path);
    await assertRejects(reading(path), Deno.errors.IsADirectory, `${rule}a folder. Check its path.`);
  }
  await Deno.remove(folder, { recursive: true });
});
