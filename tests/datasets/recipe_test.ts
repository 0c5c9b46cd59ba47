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
  const values = cifarNormalization().table(3);
  for (const value of [values[125]!, values[256 + 123]!, values[512 + 114]!]) {
    assertEquals(Math.round(value * 100) / 100 + 0, 0);
  }
});
