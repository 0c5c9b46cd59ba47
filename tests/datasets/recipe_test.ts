import { assertEquals } from "@std/assert";
import { augmentation, cifarNormalization } from "../../src/datasets/recipe.ts";
import { randomFlip } from "../../src/transforms/random_flip.ts";

Deno.test("augmentation() is crop and flip, nothing, or the user's own", () => {
  assertEquals(augmentation(true).map(({ name }) => name), ["randomCrop", "randomFlip"]);
  assertEquals(augmentation(true)[0]!.outputShape([32, 32, 3]), [32, 32, 3]);
  assertEquals(augmentation(false), []);
  const own = [randomFlip()];
  assertEquals(augmentation(own), own);
});

Deno.test("cifarNormalization() takes the mean to zero", () => {
  const { scale, offset } = cifarNormalization().affine(3);
  for (const [channel, byte] of [125, 123, 114].entries()) {
    assertEquals(Math.round((byte * scale[channel]! + offset[channel]!) * 100) / 100 + 0, 0);
  }
});
