import { assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { yoloBoxes } from "../../mod.ts";
import { ANNOTATED, KNOWN, samplesOf } from "./annotated.ts";

const images = `${ANNOTATED}/images`;

Deno.test("yoloBoxes() has boxes in pixels, and none where there is no text", async () => {
  const source = yoloBoxes(images, { classes: `${ANNOTATED}/data.yaml` }), samples = await samplesOf(source);
  assertEquals(source.classes, ["dog", "cat"]);
  for (const [i, name] of ["a", "b", "c"].entries()) {
    const { boxes, labels } = KNOWN.images[name]!, { y } = samples[i]!;
    assertEquals([[...y.labels.data], y.boxes.shape], [labels, [labels.length, 4]]);
    for (const [j, side] of boxes.flat().entries()) assertAlmostEquals(y.boxes.data[j]!, side, 1e-5);
  }
});

Deno.test("yoloBoxes() takes classes from a list, a text or data.yaml", async () => {
  const folder = await Deno.makeTempDir();
  const classesOf = async (name: string, text: string) => {
    await Deno.writeTextFile(`${folder}/${name}`, text);
    const source = yoloBoxes(images, { classes: `${folder}/${name}` });
    await source.open!();
    return source.classes;
  };
  assertEquals(await classesOf("classes.txt", "dog\r\nbig cat\n"), ["dog", "big cat"]);
  assertEquals(await classesOf("data.yaml", "nc: 2\nnames: ['dog', 'cat']\n"), ["dog", "cat"]);
  await assertRejects(() => classesOf("data.yml", "names:\n  1: a\n"), TypeError, "must be numbered from 0: got 1.");
  await assertRejects(() => classesOf("data.yaml", "nc: 2\n"), TypeError, "must tell the names of the classes");
  await assertRejects(
    () => yoloBoxes(folder, { classes: ["a"] }).open!(),
    RangeError,
    "there must be images: got none.",
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("yoloBoxes() names the line that is broken, when its image is asked for", async () => {
  const labels = await Deno.makeTempDir();
  await Deno.writeTextFile(`${labels}/a.txt`, "0 0.5 0.5 1 1\n2 0.5 0.5 1 1\n");
  await Deno.writeTextFile(`${labels}/b.txt`, "0 12 30 40 50\n");
  const source = yoloBoxes(images, { classes: ["dog", "cat"], labels });
  await source.open!();
  assertThrows(() => source.get(0), Error, "a.txt as line 2 must begin with a class from 0 to 1: got 2 0.5 0.5 1 1.");
  assertThrows(() => source.get(1), Error, "b.txt as line 1 must have shares of the image's width and height");
  await Deno.remove(labels, { recursive: true });
});
