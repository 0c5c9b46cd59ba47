import { assertEquals } from "@std/assert";
import { arrays, centerCrop, imageFolder, normalize, randomFlip, resize, synthetic } from "../../mod.ts";
import { knowledgeOf } from "../../src/loading/knowledge_of.ts";

Deno.test("knowledgeOf() knows a shape where all images end with it, and none where they differ", () => {
  const shapeOf = (...transforms: Parameters<typeof knowledgeOf>[0]["transforms"]) => knowledgeOf({ transforms }).shape;
  assertEquals(shapeOf(resize({ size: 16 }), centerCrop({ size: 16 })), [16, 16, 3]);
  assertEquals(shapeOf(resize({ size: 16 })), undefined);
  assertEquals(shapeOf(centerCrop({ size: 5000 })), undefined);
  assertEquals(shapeOf((sample) => sample), undefined);
  assertEquals(knowledgeOf({ transforms: [], shape: [4] }), { shape: [4] });
  assertEquals(knowledgeOf({ transforms: [randomFlip()], shape: [4] }).shape, undefined);
});

Deno.test("knowledgeOf() knows what bytes become of images of as many channels as they have, of all sizes", () => {
  for (const channels of [1, 2, 3, 4, 7]) {
    const mean = Array.from({ length: channels }, (_, i) => i / 10), std = mean.map(() => 0.5);
    const { shape, normalization } = knowledgeOf({
      transforms: [resize({ size: 9 }), centerCrop({ size: 8 })],
      conversion: normalize({ mean, std }),
    });
    assertEquals(shape, [8, 8, channels]);
    assertEquals(normalization?.offset.map((value) => 0 - value), mean.map((value) => value / 0.5));
  }
});

Deno.test("knowledgeOf() tells transforms by name and settings, and bytes by what they become", () => {
  const { transforms, normalization } = knowledgeOf({
    transforms: [function mine(sample) {
      return sample;
    }],
    conversion: normalize({ mean: [0.5], std: [0.25] }),
  });
  assertEquals(transforms, [{ name: "mine" }]);
  assertEquals(normalization, { scale: [1 / (255 * 0.25)], offset: [-2] });
});

Deno.test("knows of a dataset is what its parts are: of drawn images, of a folder before it is open, of arrays", async () => {
  const drawn = synthetic({ trainSamples: 2, valSamples: 2 });
  await drawn.open!();
  assertEquals([drawn.knows?.shape, drawn.knows?.classes?.length, drawn.knows?.transforms], [
    [32, 32, 3],
    10,
    undefined,
  ]);
  const folder = imageFolder("nowhere", { size: 56 });
  assertEquals(folder.knows?.transforms, [{ name: "resize", size: 64 }, { name: "centerCrop", size: 56 }]);
  assertEquals([folder.knows?.shape, folder.knows?.normalization?.scale.length], [[56, 56, 3], 3]);
  const rows = arrays({ x: [[1, 2, 3]], y: [0], classes: ["a", "b"] });
  await rows.open!();
  assertEquals(rows.knows, { classes: ["a", "b"], shape: [3] });
});
