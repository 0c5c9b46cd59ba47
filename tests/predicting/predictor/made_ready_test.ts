import { assertEquals, assertRejects } from "@std/assert";
import { centerCrop } from "../../../mod.ts";
import { madeReady } from "../../../src/predicting/predictor/made_ready.ts";

const normalization = { scale: [1, 1, 1], offset: [0, 0, 0] };
const named = async (...given: Parameters<typeof madeReady>) =>
  (await madeReady(...given)).transforms.map(({ name }) => name);

Deno.test("madeReady() goes by the transforms that are known, by one's own, or by the shape alone", async () => {
  const transforms = [{ name: "letterbox", size: 8 }, { name: "grayscale", chance: 1 }];
  assertEquals(await named({ normalization, transforms, shape: [8, 8, 3] }), ["letterbox", "grayscale"]);
  assertEquals(await named({ normalization, transforms }, [centerCrop({ size: 2 })]), ["centerCrop"]);
  assertEquals(await named({ normalization, shape: [8, 8, 3] }), ["resize", "centerCrop"]);
  assertEquals(await named({ normalization }), []);
  const wide = await madeReady({ normalization, shape: [4, 6, 3] });
  assertEquals(wide.transforms[0]!.pixels!.outputShape([20, 20, 3]), [4, 6, 3]);
  assertEquals(await madeReady({ shape: [3] }), { transforms: [], conversion: undefined });
});

Deno.test("madeReady() refuses transforms that it does not know", async () => {
  for (const name of ["mine", "toString", "randomFlip"]) {
    const text = `got ${name}. Hand them over: predictor(path, { transforms })`;
    await assertRejects(() => madeReady({ normalization, transforms: [{ name }] }), TypeError, text);
  }
});
