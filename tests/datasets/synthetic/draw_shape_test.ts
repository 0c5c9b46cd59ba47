import { assert, assertEquals } from "@std/assert";
import { drawShape, SHAPES } from "../../../src/datasets/synthetic/draw_shape.ts";
import { generator } from "../../../src/tensors/random.ts";

Deno.test("drawShape() fills the image with bytes that differ between any two shapes", () => {
  assertEquals(SHAPES.length, 10);
  const seen = new Set<string>();
  for (let label = 0; label < SHAPES.length; label++) {
    const image = new Uint8Array(32 * 32 * 3);
    drawShape(image, 32, label, generator(3));
    assert(new Set(image).size > 20, SHAPES[label]!);
    seen.add(image.join());
  }
  assertEquals(seen.size, 10);
});
