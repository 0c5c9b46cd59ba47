import { assertEquals, assertThrows } from "@std/assert";
import { centerCrop, dataset, memoryImages, randomCrop, randomFlip, randomZoomOut, resize } from "../../mod.ts";
import { byChance, imageTransform, reshaping } from "../../src/pixels/image_transform.ts";
import { crop, cut, whole } from "../../src/pixels/frame.ts";
import { generator } from "../../src/tensors/random.ts";
import type { ImageShape } from "../../src/transform.ts";
import { pattern } from "../transforms/pattern.ts";
import { placed } from "../../src/pixels/moves.ts";
import { retouches } from "../../src/pixels/retouch.ts";

const shape: ImageShape = [9, 8, 3];

for (const transform of [randomCrop({ size: 6, padding: 2 }), randomFlip(), centerCrop({ size: 5 })]) {
  Deno.test(`${transform.name}() crops and applies alike, with the same random numbers`, () => {
    const data = pattern(9, 8), pixels = transform.pixels!;
    const one = generator(3), other = generator(3), third = generator(3);
    for (let round = 0; round < 20; round++) {
      const [height, width] = pixels.outputShape(shape);
      const applied = new Uint8Array(height * width * 3), cropped = new Uint8Array(height * width * 3);
      pixels.apply(data, applied, shape, one);
      cut(crop(whole(shape), pixels.crop!(shape, other)), data, cropped);
      assertEquals(applied, cropped);
      const { x, y } = transform({ x: { dtype: "uint8", shape, data }, y: "kept" }, third);
      assertEquals([x.data, x.shape, y], [applied, [height, width, 3], "kept"]);
    }
    assertEquals(one(), other());
  });
}

Deno.test("imageTransform() says its name and its recipe, and refuses what is no image", () => {
  const transform = resize({ size: 4 });
  assertEquals([transform.name, transform.recipe?.name, transform.recipe?.options], ["resize", "resize", { size: 4 }]);
  const own = imageTransform("own", { outputShape: (shape) => shape, apply: (from, to) => to.set(from) });
  assertEquals([own.recipe, Object.isFrozen(own)], [undefined, true]);
  assertEquals(
    assertThrows(() => own({ x: "a text", y: 0 }, () => 0), TypeError).message,
    "Cannot use own as x must be an image of bytes, [height, width, channels]: got string. Decode it before.",
  );
  const floats = { dtype: "float32", shape: [1], data: Float32Array.of(1) };
  assertThrows(() => own({ x: floats, y: 0 }, () => 0), TypeError, "got float32 [1]");
});

const made = { module: import.meta.url, settings: {} };

Deno.test("reshaping() leaves a sample alone for which nothing was drawn, and takes the target that is", () => {
  const sample = { x: { dtype: "uint8", shape: [1, 1, 1], data: Uint8Array.of(3) }, y: 1 };
  assertEquals(reshaping("none", made, () => undefined)(sample, () => 0), sample);
  const wider = reshaping("wider", made, ({ x }) => ({
    move: placed(x.shape, { top: 0, left: 1, height: 1, width: 2 }),
    size: [1, 2],
    y: { keypoints: { dtype: "float32", shape: [1, 1, 2], data: Float32Array.of(0.5, 0.5) } },
  }));
  const { x, y } = wider(sample, () => 0);
  assertEquals([[...x.data], [...y.keypoints.data]], [[0, 3], [1.5, 0.5]]);
  const text = "Cannot use wider as x must be an image of bytes";
  assertThrows(() => wider({ x: 5, y: 0 }, () => 0), TypeError, text);
});

Deno.test("images that come out in sizes of their own meet in a batch after a resize, the same each time", async () => {
  const bytes = Uint8Array.from({ length: 4 * 6 * 5 }, (_, i) => 2 * i);
  const data = dataset({
    name: "zoomed",
    train: memoryImages({ pixels: bytes, labels: Uint8Array.of(0, 1, 0, 1), shape: [6, 5, 1] }),
    batchSize: 4,
    transforms: [randomZoomOut({ chance: 0.7 }), resize({ size: [8, 8] })],
  });
  await data.open?.();
  const read = async () => {
    for await (const { x, y, ...rest } of data.train({ epoch: 0, seed: 3 })) {
      const values = [...x.dataSync()];
      x.dispose(), (y as unknown as { dispose(): void }).dispose();
      return { shape: x.shape, values, size: Object.keys(rest).length };
    }
  };
  const first = await read();
  assertEquals(first!.shape, [4, 8, 8, 1]);
  assertEquals(await read(), first);
  data.close?.();
});

Deno.test("byChance() draws one number for the chance, whatever it is", () => {
  const sample = { x: { dtype: "uint8", shape: [1, 1, 1], data: Uint8Array.of(5) }, y: 0 };
  const drawn = [0, 1].map((chance) => {
    let count = 0;
    byChance("invert", { module: "", settings: {}, chance }, () => retouches.invert())(sample, () => ++count / 10);
    return count;
  });
  assertEquals(drawn, [1, 1]);
});

Deno.test("byChance() refuses a chance that is none", () => {
  const made = { module: "", settings: {}, chance: 1.5 };
  assertThrows(() => byChance("invert", made, () => retouches.invert()), RangeError, "must be in [0, 1]: got 1.5");
});
