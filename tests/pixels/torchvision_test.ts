/** Colours and places beside those of torchvision's v2; golden/make_torchvision.py made the values. */
import { assert, assertEquals } from "@std/assert";
import { augmenting, type Operation } from "../../src/pixels/augmenting.ts";
import { openBrush } from "../../src/pixels/brush.ts";
import { imageTransform } from "../../src/pixels/image_transform.ts";
import { retouches } from "../../src/pixels/retouch.ts";
import { movedTarget } from "../../src/pixels/targets.ts";
import { affine, type Affinity, type Corners, displaced, perspective, smoothed, warp } from "../../src/pixels/warp.ts";
import type { Sample } from "../../src/source.ts";
import type { ImageShape, Transform } from "../../src/transform.ts";
import { pad } from "../../src/transforms/pad.ts";
import { randomFlip } from "../../src/transforms/random_flip.ts";
import { resize } from "../../src/transforms/resize.ts";
import { pattern } from "../transforms/pattern.ts";
import golden from "./golden/torchvision.json" with { type: "json" };

const SHAPE = [9, 12, 3] as const, SIZE = [9, 12] as const;
const image = pattern(9, 12), large = pattern(45, 60).map((byte) => Math.floor(byte / 4) + 40);
const mask = Uint8Array.from({ length: 108 }, (_, i) => i * 7919 % 251 % 5);
const boxes = Float32Array.of(1, 2, 5, 7, 4, 1, 11, 6.5);

function assertNear(name: string, got: Uint8Array, truth: string): void {
  const bytes = Uint8Array.fromBase64(truth);
  assertEquals(got.length, bytes.length, name);
  const worst = got.reduce((worst, byte, i) => Math.max(worst, Math.abs(byte - bytes[i]!)), 0);
  assert(worst <= 1, `${name}: ${worst} of 255`);
}

const brush = openBrush();

Deno.test("retouches are torchvision's within one of 255", () => {
  for (const [name, truth] of Object.entries(golden.retouches)) {
    const [word, ...strength] = name.split(" ") as [keyof typeof retouches, ...string[]];
    const got = new Uint8Array(image.length);
    (retouches[word] as (...strength: number[]) => ReturnType<typeof retouches.hue>)(
      ...strength.map((one) => one.includes(",") ? one.split(",").map(Number) as never : Number(one)),
    )(
      ...[image, got, SHAPE, brush] as const,
    );
    assertNear(name, got, truth);
  }
  for (const [name, truth] of Object.entries(golden.tones)) {
    const got = new Uint8Array(large.length);
    retouches[name as "equalize" | "autocontrast"]()(large, got, [45, 60, 3], brush);
    assertNear(name, got, truth);
  }
});

const SKEWED: Affinity = { angle: 17, translate: [2, -1], scale: 1.3, shear: [11, -7] };
const CORNERS: readonly Corners[] = [[[0, 0], [11, 0], [11, 8], [0, 8]], [[1, 2], [10, 0], [9, 7], [3, 8]]];

function warping(name: string): Transform {
  const method = name.includes("nearest") ? "nearest" : "bilinear", fill = name.includes("filled") ? [100, 50, 200] : 0;
  const turned = (angle: number): Affinity => ({ angle, translate: [0, 0], scale: 1, shear: [0, 0] });
  const matrix = name.startsWith("perspective")
    ? perspective(CORNERS[0]!, CORNERS[1]!)
    : affine(name.startsWith("affine") ? SKEWED : turned(name === "rotate nearest" ? -25 : 100), SIZE, SIZE);
  return imageTransform("warp", {
    outputShape: (shape: ImageShape) => shape,
    move: (shape: ImageShape) => warp(matrix, shape, SIZE, { method, fill, maskFill: 0 }),
  });
}

const cropped = (top: number, left: number, height: number, width: number) =>
  imageTransform("crop", {
    outputShape: () => [height, width, 3],
    crop: () => ({ top, left, height, width, mirrored: false }),
  });

const OTHERS: Readonly<Record<string, Transform>> = {
  "resize smaller": resize({ size: [5, 7] }),
  "resize larger": resize({ size: [13, 20] }),
  crop: cropped(1, 2, 6, 7),
  "crop beyond": cropped(-2, -1, 8, 9),
  "horizontal flip": randomFlip({ chance: 1 }),
  "vertical flip": randomFlip({ chance: 1, direction: "vertical" }),
  pad: pad({ size: 2 }),
};

Deno.test("images, masks and boxes move as torchvision's", () => {
  for (const [name, truth] of Object.entries(golden.warps)) {
    const sample: Sample = {
      x: { dtype: "uint8", shape: SHAPE, data: image },
      y: {
        mask: { dtype: "uint8", shape: [9, 12], data: mask },
        boxes: { dtype: "float32", shape: [2, 4], data: boxes },
      },
    };
    const { x, y } = (OTHERS[name] ?? warping(name))(sample, () => 0);
    assertEquals(x.shape, [...truth.size, 3], name);
    assertNear(name, x.data, truth.image);
    assertEquals(y.mask.data, Uint8Array.fromBase64(truth.mask), `${name}: the mask`);
    const off = truth.boxes.flat().map((value, i) => Math.abs(value - y.boxes.data[i]!));
    assert(Math.max(...off) < 1e-4, `${name}: ${y.boxes.data} are not ${truth.boxes}`);
  }
});

Deno.test("images, masks and boxes go by a field of moves as torchvision's, and fields are smoothed alike", () => {
  const { elastic } = golden,
    [across, down] = [0, 1].map((side) =>
      Float32Array.from({ length: 108 }, (_, i) => ((2 * i + side) * 7919 % 251 / 125 - 1) * 3)
    ) as [Float32Array, Float32Array];
  [across, down].forEach((field, side) =>
    smoothed(field, SIZE, 1.2).forEach((value, i) =>
      assert(Math.abs(value - elastic.smoothed[108 * side + i]!) < 1e-5, `${value} is not ${elastic.smoothed[i]}`)
    )
  );
  const run = (method: "bilinear" | "nearest", fill: number | number[]) => {
    const got = new Uint8Array(image.length), move = displaced(across, down, SHAPE, { method, fill, maskFill: 0 });
    move.image(image, got);
    return { got, move };
  };
  assertNear("bilinear", run("bilinear", 0).got, elastic.bilinear);
  assertNear("bilinear filled", run("bilinear", [100, 50, 200]).got, elastic["bilinear filled"]);
  assertEquals(run("nearest", 0).got, Uint8Array.fromBase64(elastic.nearest));
  const { move } = run("nearest", 0), moved = new Uint8Array(108);
  move.mask(mask, moved);
  assertEquals(moved, Uint8Array.fromBase64(elastic.mask));
  const small = { dtype: "float32", shape: [2, 4], data: Float32Array.of(1, 2, 5, 7, 4, 1, 9, 6) } as const;
  const { boxes: found } = movedTarget("elastic", { boxes: small }, move, SHAPE, SHAPE) as { boxes: typeof small };
  elastic.boxes.flat().forEach((value, i) => assert(Math.abs(value - found.data[i]!) < 1e-4, `${found.data}`));
});

Deno.test("augmenting() does what the operations of torchvision's policies do", () => {
  for (const [name, { magnitude, image: truth }] of Object.entries(golden.operations)) {
    const warping = { method: "nearest", fill: 0, maskFill: 0 } as const, got = new Uint8Array(image.length);
    augmenting(() => [{ operation: name as Operation, magnitude }], warping).apply(image, got, SHAPE, () => 0);
    assertNear(name, got, truth);
  }
});
