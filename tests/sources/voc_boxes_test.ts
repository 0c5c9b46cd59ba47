import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { dataset, tf, vocBoxes } from "../../mod.ts";
import { ANNOTATED, known, said, samplesOf } from "./annotated.ts";

await tf.setBackend("cpu");

Deno.test("vocBoxes() has the boxes of files of XML, with the first pixel as number 1", async () => {
  const source = vocBoxes(ANNOTATED, { images: "images", classes: ["dog", "cat"] });
  assertEquals((await samplesOf(source)).map(said), ["a", "b", "c"].map((name) => known(name, true)));
});

Deno.test("vocBoxes() takes the images of a list, names classes itself and leaves out what is hard to see", async () => {
  const source = vocBoxes(ANNOTATED, { images: "images", set: "train", difficult: false });
  const samples = await samplesOf(source);
  assertEquals([source.classes, samples.map(({ y }) => [...y.labels.data])], [["cat", "dog"], [[0, 1], [1]]]);
  const [only] = await samplesOf(vocBoxes(ANNOTATED, { images: "images", set: ["b"] }));
  assertEquals(only!.y.labels.shape, [1]);
});

Deno.test("vocBoxes() says which file and object is broken, when it is asked for", async () => {
  const root = await Deno.makeTempDir();
  await Deno.mkdir(`${root}/Annotations`);
  await Deno.mkdir(`${root}/JPEGImages`);
  await Deno.copyFile(`${ANNOTATED}/images/a.png`, `${root}/JPEGImages/good.jpg`);
  const object = (box: string) => `<annotation><object><name>cat</name><bndbox>${box}</bndbox></object></annotation>`;
  const whole = "<xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax>";
  const files = {
    backwards: object("<xmin>5</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax>"),
    cut: "<annotation><object>",
    good: object(whole),
    none: object("<xmin>1</xmin>"),
    other: "<svg/>",
  };
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${root}/Annotations/${name}.xml`, text);
  const source = vocBoxes(root);
  await source.open!();
  const messages = Array.from(
    { length: 5 },
    (_, i) => i === 2 ? undefined : assertThrows(() => source.get(i), Error).message.replace(`${root}/`, ""),
  );
  assertEquals(messages, [
    "Cannot read Annotations/backwards.xml as the box of object 1 must end after it begins: got 5, 1 to 2, 2. Correct it, or remove it.",
    "Cannot read Annotations/cut.xml as it must be XML: got Unclosed root tag, Line: 0. Correct it, or remove it.",
    undefined,
    "Cannot read Annotations/none.xml as object 1 must have a number as ymin of its bndbox: got none. Correct it, or remove it.",
    "Cannot read Annotations/other.xml as it must hold an annotation: got svg. Correct it, or remove it.",
  ]);
  const data = dataset({ train: source, val: source, onBroken: "skip" });
  await data.open!();
  for await (const { x, y, size } of data.val!()) {
    assertEquals([size, [...y.boxes.dataSync().subarray(0, 4)]], [1, [0, 0, 2, 2]]);
    tf.dispose([x, y.boxes, y.labels]);
  }
  assertEquals(data.news!()[0]!.startsWith("Left out 4 samples of vocBoxes, as they cannot be read: "), true);
  await Deno.remove(`${root}/Annotations`, { recursive: true });
  await Deno.mkdir(`${root}/Annotations`);
  await assertRejects(() => vocBoxes(root).open!(), RangeError, "must have files of XML: got none.");
  await Deno.remove(root, { recursive: true });
});
