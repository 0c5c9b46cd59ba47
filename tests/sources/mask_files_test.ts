import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { dataset, maskFiles, tf } from "../../mod.ts";
import { ANNOTATED, KNOWN, samplesOf } from "./annotated.ts";
import { warned } from "../warned.ts";

await tf.setBackend("cpu");
const images = `${ANNOTATED}/images`, masks = `${ANNOTATED}/masks`, classes = ["a", "b", "c"];

Deno.test("maskFiles() has the numbers that Pillow wrote: of palettes of 8 and 2 bits, and of grey", async () => {
  const samples = await samplesOf(maskFiles({ images, masks, classes }));
  assertEquals(samples.map(({ y }) => [...y.data]), ["a", "b", "c"].map((name) => KNOWN.masks[name]));
  for (const { x, y } of samples) assertEquals([...y.shape], x.shape.slice(0, 2));
});

Deno.test("maskFiles() takes colours and truth values by what they stand for", async () => {
  const image = [`${images}/c.png`], mask = KNOWN.masks.c!;
  const values = ["#000000", "#ff0000", "#0000ff"];
  const [colored] = await samplesOf(maskFiles({ images: image, masks: [`${ANNOTATED}/colors.png`], values }));
  assertEquals([...colored!.y.data], mask);
  const [bits] = await samplesOf(maskFiles({ images: image, masks: [`${ANNOTATED}/bits.png`] }));
  assertEquals([...bits!.y.data], mask.map((value) => Math.min(value, 1)));
  const swapped = maskFiles({ images: image, masks: [`${masks}/c.png`], values: [2, 1], ignore: 0 });
  assertEquals([...(await samplesOf(swapped))[0]!.y.data], mask.map((value) => [255, 1, 0][value]));
});

Deno.test("maskFiles() are int32 in batches, made by threads as well", async () => {
  const source = maskFiles({ images, masks, classes });
  for (const workers of [0, 1]) {
    const data = dataset({ train: source, val: source, batchSize: 1, workers }), seen: number[][] = [];
    await data.open!();
    for await (const { x, y } of data.val!()) {
      assertEquals([y.dtype, y.rank, x.rank], ["int32", 3, 4]);
      seen.push([...y.dataSync()]);
      tf.dispose([x, y]);
    }
    assertEquals(seen, Object.values(KNOWN.masks));
    await data.close!();
  }
});

Deno.test("maskFiles() warns of images of other formats, and of masks without an image", async () => {
  const root = await Deno.makeTempDir();
  for (const part of ["images", "masks"]) await Deno.mkdir(`${root}/${part}`);
  await Deno.copyFile(`${images}/a.png`, `${root}/images/a.png`);
  await Deno.writeTextFile(`${root}/images/b.tiff`, "");
  for (const name of ["a_mask", "b_mask", "notes"]) await Deno.copyFile(`${masks}/a.png`, `${root}/masks/${name}.png`);
  const told = await warned(async () => {
    const source = maskFiles({ images: `${root}/images`, masks: `${root}/masks`, suffix: "_mask" });
    await source.open!();
    assertEquals(source.size, 1);
  });
  assertEquals(told.map((text) => text.replaceAll(root, ".")), [
    "Left out of the images of ./images:\n  ./images/b.tiff: it must be JPEG, PNG or WebP",
    "Left out of the masks of ./masks:\n  ./masks/b_mask.png: it must have an image in ./images",
  ]);
  await Deno.remove(root, { recursive: true });
});

Deno.test("maskFiles() finds the masks of folders however their paths are written", async () => {
  const known = await samplesOf(maskFiles({ images, masks }));
  for (const odd of ["/images/", "//images", "/./images", "/masks/../images", "/images/."]) {
    assertEquals(await samplesOf(maskFiles({ images: ANNOTATED + odd, masks })), known);
    assertEquals(await samplesOf(maskFiles({ images, masks: ANNOTATED + odd.replace("images", "masks") })), known);
  }
});

Deno.test("maskFiles() refuses values that are none or come twice, and more classes than a byte tells beside none", () => {
  const refused = (options: Partial<Parameters<typeof maskFiles>[0]>) =>
    assertThrows(() => maskFiles({ images, masks, ...options }), RangeError).message.slice(25);
  for (const value of ["red", "#f00", -1, 0.5, NaN]) {
    const got = `got ${typeof value === "string" ? `"${value}"` : value}.`;
    const rule = `a value must be a whole number of at least 0, or a colour such as "#ff0000": ${got}`;
    assertEquals(refused({ values: [0, value] }), rule);
    if (typeof value === "string") assertEquals(refused({ ignore: value }), rule);
  }
  assertEquals(refused({ values: [0, 1, 0] }), "a value must stand for one class: got 0 twice.");
  const many = Array.from({ length: 256 }, (_, i) => i);
  assertEquals(refused({ classes: 2 as never }), "classes must be a list: got 2.");
  for (const options of [{ values: many }, { classes: many.map(String) }]) {
    assertEquals(refused(options), "there must be at most 255 classes: got 256. Join some.");
  }
});

Deno.test("maskFiles() says which mask is wrong, and where", async () => {
  const message = async (options: Parameters<typeof maskFiles>[0]) => {
    const source = maskFiles(options);
    await source.open!();
    return assertThrows(() => source.get(0), Error).message.replaceAll(`${ANNOTATED}/`, "");
  };
  const [image, other] = [[`${images}/c.png`], [`${images}/a.png`]];
  assertEquals(
    await message({ images: image, masks: [`${masks}/c.png`], classes: ["a", "b"] }),
    "Cannot read masks/c.png as each pixel must be a class from 0 to 1, or 255 for none: got 2 in row 0, column 2.",
  );
  assertEquals(
    await message({ images: image, masks: [`${ANNOTATED}/colors.png`], values: ["#000000", "#ff0000"] }),
    "Cannot read colors.png as each pixel must be one of #000000, #ff0000: got #0000ff in row 0, column 2.",
  );
  assertEquals(
    await message({ images: image, masks: [`${masks}/b.png`] }),
    "Cannot read masks/b.png as it must be of the size of its image, 3 x 3: got 5 x 4.",
  );
  assertEquals(
    (await message({ images: other, masks: [`${ANNOTATED}/data.yaml`] })).startsWith(
      "Cannot read data.yaml as it must be a whole PNG: got",
    ),
    true,
  );
  await assertRejects(
    () => maskFiles({ images, masks, suffix: "_mask" }).open!(),
    RangeError,
    `each image must have a mask in ${masks}: got no a_mask.png.`,
  );
  assertThrows(() => maskFiles({ images: image, masks: [] }), RangeError, "got 1 images and 0 masks.");
});
