import { assert, assertEquals, assertThrows } from "@std/assert";
import { generator } from "../../src/tensors/random.ts";
import { autoAugment } from "../../src/transforms/auto_augment.ts";
import { pattern } from "./pattern.ts";

const sample = () => ({ x: { dtype: "uint8", shape: [8, 9, 3], data: pattern(8, 9) }, y: 0 });

Deno.test("autoAugment() does something of its own to each image, and the same for the same numbers", () => {
  const augment = autoAugment();
  const seen = Array.from({ length: 20 }, (_, seed) => augment(sample(), generator(seed)).x.data.join());
  assert(new Set(seen).size > 8, `${new Set(seen).size} of 20`);
  assertEquals(augment(sample(), generator(7)).x.data.join(), seen[7]);
});

Deno.test("autoAugment() moves a mask as it moves the pixels", () => {
  // Bright where the mask has a class, so that no operation on colours hides where that is.
  const mask = Uint8Array.from({ length: 400 }, (_, i) => i % 20 > 9 ? 1 : 0),
    data = mask.map((one) => 100 * one + 100);
  const augment = autoAugment({ fill: 100 });
  for (let seed = 0; seed < 30; seed++) {
    const { x, y } = augment({
      x: { dtype: "uint8", shape: [20, 20, 1], data },
      y: { dtype: "uint8", shape: [20, 20], data: mask },
    }, generator(seed));
    const shades = [0, 1].map((one) => new Set(x.data.filter((_: number, i: number) => y.data[i] === one)));
    // A pixel in the middle of the mask is one in the middle of its half of the image.
    assert(shades[0]!.size <= 12 && shades[1]!.size <= 12);
  }
});

Deno.test("autoAugment() refuses what is out of range, and images without colours to speak of", () => {
  assertEquals(
    assertThrows(() => autoAugment({ policy: "coco" as "svhn" }), RangeError).message,
    "Cannot make autoAugment as policy must be one of imagenet, cifar10, svhn: got coco.",
  );
  const x = { dtype: "uint8", shape: [1, 1, 4], data: new Uint8Array(4) };
  assertThrows(() => autoAugment()({ x, y: 0 }, () => 0), RangeError, "grey or of red, green and blue: got 4 channels");
});
