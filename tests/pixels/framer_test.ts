import { assertEquals } from "@std/assert";
import { centerCrop, randomCrop, randomFlip, type Transform } from "../../mod.ts";
import { framer } from "../../src/pixels/framer.ts";
import { generator } from "../../src/tensors/random.ts";
import { cut } from "../../src/pixels/frame.ts";
import { pattern } from "../transforms/pattern.ts";

/** The same transform without a word on what it crops. */
function silent({ name, outputShape, apply }: Transform): Transform {
  return { name, outputShape, apply };
}

Deno.test("framer() has the bytes of one transform after the other, wherever one needs bytes", () => {
  const transforms = [
    randomCrop({ size: 8, padding: 3 }),
    randomFlip(),
    randomCrop({ size: 7, padding: 1 }),
    centerCrop({ size: 5 }),
  ];
  const picture = { pixels: pattern(9, 8), shape: [9, 8, 3] as const };
  const result = (mixed: readonly Transform[], seed: number) => {
    const { pixels, frame } = framer(mixed)(picture, generator(seed));
    const bytes = new Uint8Array(frame.height * frame.width * 3);
    cut(frame, pixels, bytes);
    return bytes;
  };
  for (let seed = 0; seed < 64; seed++) {
    const truth = result(transforms.map(silent), seed);
    assertEquals(truth.length, 75);
    // Each bit of the seed makes another one silent.
    assertEquals(result(transforms.map((one, i) => (seed >> i) & 1 ? silent(one) : one), seed), truth);
  }
});
