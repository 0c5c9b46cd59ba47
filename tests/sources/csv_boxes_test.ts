import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { csvBoxes } from "../../mod.ts";
import { ANNOTATED, known, said, samplesOf } from "./annotated.ts";

const images = `${ANNOTATED}/images`;

Deno.test("csvBoxes() has the boxes of a table, a row each, and images with none", async () => {
  const source = csvBoxes(`${ANNOTATED}/boxes.csv`, { images, classes: ["dog", "cat"] });
  assertEquals((await samplesOf(source)).map(said), ["a", "b", "c"].map((name) => known(name, true)));
});

Deno.test("csvBoxes() takes columns by name or place, and shares of the image", async () => {
  const folder = await Deno.makeTempDir(), path = `${folder}/boxes.csv`;
  await Deno.writeTextFile(path, "c.png,0,1,2,9,dog\n");
  const [bare] = await samplesOf(csvBoxes(path, { images, header: false }));
  // The image has three rows.
  assertEquals([...bare!.y.boxes.data], [0, 1, 2, 3]);
  await Deno.writeTextFile(path, "what\tImageID\tXMin\tYMin\tXMax\tYMax\ndog\tc.png\t0.5\t0\t1\t1\n");
  const shares = csvBoxes(path, { images, unit: "share", columns: { label: "what" } });
  assertEquals((await samplesOf(shares)).map((sample) => (said(sample) as { boxes: unknown }).boxes), [[[
    1.5,
    0,
    3,
    3,
  ]]]);
  await assertRejects(
    () => csvBoxes(path, { images }).open!(),
    TypeError,
    "must have a column with label, such as class or class_name: got what, ImageID, XMin, YMin, XMax, YMax.",
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("csvBoxes() names the row that is broken, when its image is asked for", async () => {
  const folder = await Deno.makeTempDir(), path = `${folder}/boxes.csv`;
  const rows = [
    "a.png,0,0,1,1,dog",
    "b.png,0,0,x,1,dog",
    "c.png,2,0,1,1,dog",
    "a.png,1,1,2,2,dog",
    "d.png,1,0,1,1,dog",
  ];
  await Deno.writeTextFile(path, ["file,left,top,right,bottom,label", ...rows].join("\n"));
  const source = csvBoxes(path, { images });
  await source.open!();
  assertEquals((said(await source.get(0)) as { boxes: unknown }).boxes, [[0, 0, 1, 1], [1, 1, 2, 2]]);
  const message = (i: number) => assertThrows(() => source.get(i), Error).message;
  assertEquals(
    message(1),
    `Cannot read row 2 of ${path} as its right must be a number: got "x". Correct it, or remove it.`,
  );
  assertEquals(
    message(2),
    `Cannot read row 3 of ${path} as its box must end after it begins: got 2, 0 to 1, 1. Correct it, or remove it.`,
  );
  assertEquals(message(3).includes("row 5 of") && message(3).includes("got 1, 0 to 1, 1."), true);
  await Deno.remove(folder, { recursive: true });
});
