/** Pictures with a few shapes, and what there is to be told of them: the class of every pixel, or a box around each shape. */
import { generator, mixSeed, type Picture, type Source } from "../../mod.ts";

/** The shapes, in the order of their labels. */
export const SHAPES = ["disc", "square", "triangle"] as const;

/** Whether a shape covers a place of about [-1, 1] in both directions. */
const COVERS: Readonly<Record<typeof SHAPES[number], (x: number, y: number) => boolean>> = {
  disc: (x, y) => Math.hypot(x, y) < 1,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 1,
  triangle: (x, y) => y < 1 && y > 2 * Math.abs(x) - 1,
};

/** What is in a picture of so many pixels a side. */
interface Scene {
  readonly x: Picture;
  /** For each pixel 0, or 1 and up for the shape that lies there. */
  readonly mask: Uint8Array;
  /** Left, top, right and bottom of each shape that can be seen. */
  readonly boxes: readonly (readonly [number, number, number, number])[];
  readonly labels: readonly number[];
}

/** Draws one to three shapes, which may lie over each other. */
function drawScene(side: number, next: () => number): Scene {
  const image = new Uint8Array(side * side * 3), mask = new Uint8Array(side * side);
  // Colours of the three overlap: they help, but a shape must be seen to be sure.
  const ink = (label: number) => [0, 1, 2].map((channel) => 60 + 70 * next() + (channel === label ? 80 : 0));
  const paper = ink(-1),
    shapes = Array.from({ length: 1 + Math.floor(3 * next()) }, () => {
      const radius = side * (0.16 + 0.12 * next()), place = () => radius + (side - 2 * radius) * next();
      const label = Math.floor(3 * next());
      return { label, radius, x: place(), y: place(), color: ink(label) };
    });
  const whose = new Uint8Array(side * side);
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++, at++) {
      const top = shapes.findLastIndex((shape) =>
        COVERS[SHAPES[shape.label]!]((x + 0.5 - shape.x) / shape.radius, (y + 0.5 - shape.y) / shape.radius)
      );
      whose[at] = top + 1;
      mask[at] = top < 0 ? 0 : shapes[top]!.label + 1;
      const color = top < 0 ? paper : shapes[top]!.color;
      for (let c = 0; c < 3; c++) image[3 * at + c] = color[c]! + 40 * (next() - 0.5);
    }
  }
  const seen = shapes.map((shape, i) => ({ label: shape.label, box: around(whose, side, i + 1) }))
    .filter(({ box }) => box[2] - box[0] >= 6 && box[3] - box[1] >= 6);
  return {
    x: { dtype: "uint8", shape: [side, side, 3], data: image },
    mask,
    boxes: seen.map(({ box }) => box),
    labels: seen.map(({ label }) => label),
  };
}

function around(whose: Uint8Array, side: number, shape: number): [number, number, number, number] {
  const box: [number, number, number, number] = [side, side, 0, 0];
  whose.forEach((one, at) => {
    if (one !== shape) return;
    const x = at % side, y = Math.floor(at / side);
    box[0] = Math.min(box[0], x),
      box[1] = Math.min(box[1], y),
      box[2] = Math.max(box[2], x + 1),
      box[3] = Math.max(box[3], y + 1);
  });
  return box;
}

function source<Y>(
  name: string,
  size: number,
  seed: number,
  side: number,
  of: (scene: Scene) => Y,
): Source<Picture, Y> {
  return {
    name,
    size,
    get(index) {
      const scene = drawScene(side, generator(mixSeed(seed, index)));
      return { x: scene.x, y: of(scene) };
    },
  };
}

/** Pictures with a mask: the class of each pixel, 0 where no shape is. */
export function masked(size: number, seed: number, side = 64) {
  return source(
    "masked",
    size,
    seed,
    side,
    ({ mask }) => ({ dtype: "uint8" as const, shape: [side, side] as const, data: mask }),
  );
}

/** Pictures with a box around each shape, and its label. */
export function boxed(size: number, seed: number, side = 64) {
  return source("boxed", size, seed, side, ({ boxes, labels }) => ({
    boxes: {
      dtype: "float32" as const,
      shape: [boxes.length, 4] as const,
      data: Float32Array.from(boxes.flat()),
      fill: 0,
    },
    labels: { dtype: "int32" as const, shape: [labels.length] as const, data: Int32Array.from(labels), fill: -1 },
  }));
}
