import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { dataset, textFiles, tf } from "../../mod.ts";
import { samplesOf } from "./annotated.ts";

await tf.setBackend("cpu");

async function tree(files: Readonly<Record<string, string | Uint8Array>>) {
  const path = await Deno.makeTempDir();
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(`${path}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeFile(`${path}/${name}`, typeof text === "string" ? new TextEncoder().encode(text) : text);
  }
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("textFiles() has a text a file, with the class by its folder", async () => {
  await using root = await tree({
    "pos/1.txt": "good",
    "neg/a/2.txt": "bad",
    "neg/1.txt": "poor",
    "unsup/1.txt": "?",
    "pos/x.md": "",
  });
  const source = textFiles(root.path, { classes: ["neg", "pos"] });
  assertEquals(await samplesOf(source), [{ x: "poor", y: 0 }, { x: "bad", y: 0 }, { x: "good", y: 1 }]);
  assertEquals([source.classes, [...source.labels!() as number[]]], [["neg", "pos"], [0, 0, 1]]);
  const all = textFiles(root.path, { labelled: false, ending: ".TXT" });
  assertEquals((await samplesOf(all)).map(({ y }) => y), ["poor", "bad", "good", "?"]);
  const lengths = dataset({
    train: source,
    val: source,
    transforms: [],
    valTransforms: [({ x, y }) => ({ x: x.length, y })],
  });
  await lengths.open!();
  for await (const { x, y } of lengths.val!() as unknown as AsyncIterable<Record<"x" | "y", tf.Tensor>>) {
    assertEquals([[...x.dataSync()], [...y.dataSync()], y.dtype], [[4, 3, 4], [0, 0, 1], "int32"]);
    tf.dispose([x, y]);
  }
});

Deno.test("textFiles() names a class without texts, and a file that is no text", async () => {
  await using root = await tree({ "a/1.txt": Uint8Array.of(0xff, 0xfe), "b/1.md": "" });
  await assertRejects(
    () => textFiles(root.path).open!(),
    RangeError,
    `Cannot read ${root.path}/b as each class must have a file`,
  );
  await assertRejects(
    () => textFiles(`${root.path}/b`).open!(),
    RangeError,
    "must have a folder for each class: got none.",
  );
  const source = textFiles(root.path, { classes: ["a"] });
  await source.open!();
  assertThrows(
    () => source.get(0),
    Error,
    `Cannot read ${root.path}/a/1.txt as it must be text in UTF-8: got other bytes.`,
  );
});
