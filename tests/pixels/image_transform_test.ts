import { assertEquals } from "@std/assert";
import { centerCrop, randomCrop, randomFlip } from "../../mod.ts";
import { generator } from "../../src/tensors/random.ts";
import { crop, cut, whole } from "../../src/pixels/frame.ts";
import type { ImageShape } from "../../src/transform.ts";
import { pattern } from "../transforms/pattern.ts";

const shape: ImageShape = [9, 8, 3];

for (const transform of [randomCrop({ size: 6, padding: 2 }), randomFlip(), centerCrop({ size: 5 })]) {
  Deno.test(`${transform.name}() crops and applies alike, with the same random numbers`, () => {
    const image = pattern(9, 8);
    const one = generator(3), other = generator(3);
    for (let round = 0; round < 20; round++) {
      const [height, width] = transform.outputShape(shape);
      const applied = new Uint8Array(height * width * 3), cropped = new Uint8Array(height * width * 3);
      transform.apply(image, applied, shape, one);
      cut(crop(whole(shape), transform.crop!(shape, other)), image, cropped);
      assertEquals(applied, cropped);
    }
    assertEquals(one(), other());
  });
}
