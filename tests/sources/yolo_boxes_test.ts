import { assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { yoloBoxes } from "../../mod.ts";
import { ANNOTATED, KNOWN, samplesOf } from "./annotated.ts";
import { warned } from "../warned.ts";

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

Deno.test("yoloBoxes() refuses folders that do not go together, and says what was looked for where", async () => {
  const folder = await Deno.makeTempDir(), classes = ["dog", "cat"];
  const open = (images: string, labels?: string) => yoloBoxes(images, { classes, ...labels && { labels } }).open!();
  const rule = (images: string) => `Cannot read the boxes of ${images} as `;
  const named = rule(folder) + "there must be images (.jpg, .jpeg, .png, .webp) in it or below it: got none";
  await assertRejects(() => open(folder), RangeError, `${named}. Name the folder of the images, such as`);
  await Deno.writeTextFile(`${folder}/a.bmp`, "");
  await assertRejects(() => open(folder), RangeError, `${named}, and 1 of other formats.`);
  await assertRejects(
    () => open(images, `${folder}/labels`),
    Deno.errors.NotFound,
    `${
      rule(images)
    }their texts must lie in ${folder}/labels, one for each image: got no such folder. Say where they are: labels`,
  );
  const sought =
    `${rule(images)}an image has its boxes in a text of its name, such as ${folder}/a.txt, with a line for ` +
    "each box (class, x, y, width, height): got ";
  await assertRejects(
    () => open(images, folder),
    RangeError,
    `${sought}no text in ${folder}. Say where they are: labels`,
  );
  await Deno.writeTextFile(`${folder}/other.txt`, "0 0.5 0.5 1 1\n");
  await assertRejects(
    () => open(images, folder),
    RangeError,
    `${sought}1 texts in ${folder} of other names, such as ${folder}/other.txt.`,
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("yoloBoxes() warns of images of other formats, and of texts without an image", async () => {
  const root = await Deno.makeTempDir();
  for (const part of ["images", "labels"]) await Deno.mkdir(`${root}/${part}`);
  await Deno.copyFile(`${images}/a.png`, `${root}/images/a.png`);
  await Deno.writeTextFile(`${root}/images/b.bmp`, "");
  for (const name of ["a", "b", "c", "classes"]) await Deno.writeTextFile(`${root}/labels/${name}.txt`, "");
  const told = await warned(async () => {
    const source = yoloBoxes(`${root}/images`, { classes: ["dog"] });
    await source.open!();
    assertEquals(source.size, 1);
  });
  assertEquals(told.map((text) => text.replaceAll(root, ".")), [
    "Left out of the images of ./images:\n  ./images/b.bmp: it must be JPEG, PNG or WebP",
    "Left out of the boxes of ./labels:\n  ./labels/b.txt: it must have an image in ./images" +
    "\n  ./labels/c.txt: it must have an image in ./images",
  ]);
  await Deno.remove(root, { recursive: true });
});
