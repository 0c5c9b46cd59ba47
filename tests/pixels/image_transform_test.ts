import { assertEquals, assertThrows } from "@std/assert";
import { centerCrop, randomCrop, randomFlip, resize } from "../../mod.ts";
import { imageTransform } from "../../src/pixels/image_transform.ts";
import { crop, cut, whole } from "../../src/pixels/frame.ts";
import { generator } from "../../src/tensors/random.ts";
import type { ImageShape } from "../../src/transform.ts";
import { pattern } from "../transforms/pattern.ts";

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
