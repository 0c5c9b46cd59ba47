import { assertEquals, assertThrows } from "@std/assert";
import { centerCrop, normalize, randomCrop, randomFlip } from "../../mod.ts";
import { checkFit, shapeAfter } from "../../src/loading/fit.ts";

const conversion = normalize({ mean: [0], std: [1 / 255] });

Deno.test("checkFit() refuses images that do not fit", () => {
  checkFit([4, 4, 1], [randomCrop({ size: 2 })], conversion);
  assertThrows(() => checkFit([4, 4, 1], [randomCrop({ size: 6 })], conversion), RangeError, "the window must fit");
  assertThrows(() => checkFit([4, 4, 3], [], conversion), RangeError, "got 1 for 3 channels");
  // What a function of one's own leaves is not known beforehand.
  checkFit([4, 4, 3], [(sample) => sample], conversion);
});

Deno.test("shapeAfter() goes through the transforms in their order, as far as they tell", () => {
  assertEquals(shapeAfter([randomCrop({ size: 6, padding: 1 }), centerCrop({ size: 3 }), randomFlip()], [4, 4, 1]), [
    3,
    3,
    1,
  ]);
  assertEquals(shapeAfter([], [4, 5, 3]), [4, 5, 3]);
  assertEquals(shapeAfter([(sample) => sample, centerCrop({ size: 3 })], [4, 5, 3]), undefined);
});
