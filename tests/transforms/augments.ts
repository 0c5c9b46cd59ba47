/** What holds for every policy that picks operations by chance. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { generator } from "../../src/tensors/random.ts";
import type { randAugment } from "../../src/transforms/rand_augment.ts";
import { pattern } from "./pattern.ts";

const sample = () => ({ x: { dtype: "uint8", shape: [8, 9, 3], data: pattern(8, 9) }, y: 0 });

/** Holds a policy against that. */
export function testAugments(
  name: string,
  make: (options?: { readonly fill?: number | readonly number[] }) => ReturnType<typeof randAugment>,
): void {
  Deno.test(`${name}() does something of its own to each image, and the same for the same numbers`, () => {
    const augment = make();
    const seen = Array.from({ length: 20 }, (_, seed) => augment(sample(), generator(seed)).x.data.join());
    assert(new Set(seen).size > 8, `${new Set(seen).size} of 20`);
    assertEquals(augment(sample(), generator(7)).x.data.join(), seen[7]);
  });

  Deno.test(`${name}() moves a mask as it moves the pixels`, () => {
    // Bright where the mask has a class: whatever becomes of the colours, each has one.
    const mask = Uint8Array.from({ length: 400 }, (_, i) => i % 20 > 9 ? 1 : 0),
      data = mask.map((one) => 100 * one + 100);
    const augment = make({ fill: 100 });
    for (let seed = 0; seed < 30; seed++) {
      const { x, y } = augment({
        x: { dtype: "uint8", shape: [20, 20, 1], data },
        y: { dtype: "uint8", shape: [20, 20], data: mask },
      }, generator(seed));
      // Left where it was, the mask has at most three quarters of a shade for one of these seeds.
      for (const one of [0, 1]) {
        const shades = [...x.data.filter((_: number, i: number) => y.data[i] === one)];
        const most = Math.max(0, ...new Set(shades).values().map((shade) => shades.filter((s) => s === shade).length));
        assert(most >= 0.8 * shades.length, `${most} of ${shades.length} pixels of ${one} are alike, seed ${seed}`);
      }
    }
  });

  Deno.test(`${name}() refuses images without colours to speak of, and of other channels than it fills`, () => {
    const x = { dtype: "uint8", shape: [1, 1, 4], data: new Uint8Array(4) };
    assertThrows(() => make()({ x, y: 0 }, () => 0), RangeError, "grey or of red, green and blue: got 4 channels");
    assertThrows(
      () => make({ fill: [1, 2] })(sample(), () => 0),
      RangeError,
      "one for each channel: got 2 for 3 channels",
    );
  });
}
