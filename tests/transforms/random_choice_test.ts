import { assertEquals, assertThrows } from "@std/assert";
import { generator, invert, posterize, randomApply, randomChoice, randomFlip, randomOrder } from "../../mod.ts";
import { remake } from "../../src/loading/remake.ts";
import type { Transform } from "../../src/transform.ts";

const sample = { x: { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(200, 10) }, y: 0 };
const times = (step: Transform, wanted: string) => {
  const next = generator(3);
  return Array.from({ length: 900 }, () => step(sample, next).x.data.join()).filter((data) => data === wanted).length;
};

Deno.test("randomChoice() does one thing, as often as its share says", () => {
  const step = randomChoice([invert(), posterize({ bits: 1 })], { shares: [1, 2] });
  const [inverted, posterized] = [times(step, "55,245"), times(step, "128,0")];
  assertEquals([inverted + posterized, inverted > 240 && inverted < 360], [900, true]);
});

Deno.test("randomApply() does all or nothing, and randomOrder() all in every order", () => {
  const all = randomApply([invert(), posterize({ bits: 1 })], { chance: 0.25 });
  const [done, left] = [times(all, "0,128"), times(all, "200,10")];
  assertEquals([done + left, done > 170 && done < 280], [900, true]);
  const order = randomOrder([invert(), posterize({ bits: 1 })]);
  const [first, last] = [times(order, "0,128"), times(order, "127,255")];
  assertEquals([first + last, first > 380 && first < 520], [900, true]);
});

Deno.test("transforms of transforms are made anew in another thread, unless one of them cannot be", async () => {
  for (
    const step of [
      randomChoice([invert(), randomFlip({ chance: 1 })], { shares: [1, 2] }),
      randomApply([randomOrder([invert(), randomFlip()])], { chance: 0.7 }),
    ]
  ) {
    const again = await remake(structuredClone(step.recipe!)) as Transform;
    assertEquals([again.name, again.settings], [step.name, step.settings]);
    for (let seed = 0; seed < 20; seed++) {
      assertEquals(again(sample, generator(seed)).x.data, step(sample, generator(seed)).x.data);
    }
  }
  assertEquals(randomOrder([invert(), (one) => one]).recipe, undefined);
});

Deno.test("randomChoice() refuses no transforms, what is none, and shares that do not fit", () => {
  assertThrows(() => randomChoice([]), RangeError, "Cannot make randomChoice as it takes a list of transforms: got 0.");
  assertThrows(() => randomApply([5 as never]), RangeError, "transforms[0] must be a function: got 5.");
  const shares = () => randomChoice([invert()], { shares: [1, 2] });
  assertThrows(shares, RangeError, "each transform has a share: got 1 and 2 shares.");
  assertThrows(() => randomOrder(undefined as never), RangeError, "it takes a list of transforms: got none.");
});
