import { assertEquals } from "@std/assert";
import { centerCrop, randomCrop, randomFlip, type Sample, type Transform } from "../../mod.ts";
import { cut } from "../../src/pixels/frame.ts";
import { framer } from "../../src/pixels/framer.ts";
import { imageTransform } from "../../src/pixels/image_transform.ts";
import { generator } from "../../src/tensors/random.ts";
import type { Picture } from "../../src/transform.ts";
import { pattern } from "../transforms/pattern.ts";

const picture = { x: { dtype: "uint8", data: pattern(9, 8), shape: [9, 8, 3] }, y: 4 } as const;
const transforms = [
  randomCrop({ size: 8, padding: 3 }),
  randomFlip(),
  randomCrop({ size: 7, padding: 1 }),
  centerCrop({ size: 5 }),
];

/** The same transform without a word on what it crops. */
function silent({ name, pixels }: Transform): Transform {
  const { outputShape, apply } = pixels!;
  return imageTransform(name, { outputShape, apply });
}

/** The same transform as a function of anybody's. */
function bare(transform: Transform): Transform {
  return (sample, next) => transform(sample, next);
}

function bytesOf(mixed: readonly Transform[], seed: number): Uint8Array {
  const { sample, frame } = framer(mixed)(picture, generator(seed));
  const bytes = new Uint8Array(frame!.height * frame!.width * 3);
  cut(frame!, (sample.x as Picture).data, bytes);
  return bytes;
}

Deno.test("framer() has the bytes of one transform after the other, wherever one needs bytes", () => {
  for (let seed = 0; seed < 81; seed++) {
    const truth = bytesOf(transforms.map(silent), seed);
    assertEquals(truth.length, 75);
    // Each digit of the seed says how one of them is written.
    const mixed = transforms.map((one, i) => [one, silent(one), bare(one)][Math.floor(seed / 3 ** i) % 3]!);
    assertEquals(bytesOf(mixed, seed), truth);
  }
});

Deno.test("framer() lets a transform change the target, and make something else of an image", () => {
  const seen: unknown[] = [];
  const relabel: Transform = ({ x, y }) => ({ x, y: y + 1 });
  const mean: Transform = ({ x, y }) => ({ x: x.data[0], y });
  const watch: Transform = (sample) => (seen.push(sample), sample);
  assertEquals(framer([relabel, mean, watch])(picture, () => 0), { sample: { x: 0, y: 5 }, frame: undefined });
  assertEquals(seen, [{ x: 0, y: 5 }]);
  assertEquals(framer([relabel])(picture, () => 0).frame?.height, 9);
});

Deno.test("framer() goes through samples that are no labelled images one transform after the other", () => {
  const shout: Transform = ({ x, y }) => ({ x: x.toUpperCase(), y });
  assertEquals(framer([shout])({ x: "loud", y: 1 }, () => 0), { sample: { x: "LOUD", y: 1 }, frame: undefined });
  const masked: Sample = { x: picture.x, y: picture.x };
  const both: Transform = (sample, next) => {
    const draws = next();
    const flip = randomFlip({ chance: draws });
    return { x: flip({ ...sample, y: 0 }, () => 0.5).x, y: flip({ x: sample.y, y: 0 }, () => 0.5).x };
  };
  const { sample, frame } = framer([both])(masked, () => 0.9);
  assertEquals([frame, sample.x], [undefined, sample.y]);
});
