/** What the policies of learnt augmentation choose from: an operation by its name and its strength, for one image. */
import type { Draws, ImageShape, Move, PixelStep } from "../transform.ts";
import { type Brush, brushOf, openBrush } from "./brush.ts";
import { bytesOf } from "./bytes_of.ts";
import { type Retouch, retouches } from "./retouch.ts";
import { roundHalfEven } from "./round_half_even.ts";
import { affine, warp, type Warping } from "./warp.ts";

/** The operations, by the names that the papers give them. */
export type Operation =
  | ("identity" | "shearX" | "shearY" | "translateX" | "translateY" | "rotate")
  | ("brightness" | "color" | "contrast" | "sharpness" | "posterize" | "solarize")
  | ("autoContrast" | "equalize" | "invert");

/** One operation, and how strong it is. */
export interface Chosen {
  readonly operation: Operation;
  /** As torchvision counts it: a share, pixels, degrees, bits or a threshold in [0, 1]. */
  readonly magnitude: number;
}

/** How strong operations can be at most; those that are not named have no strength. */
export interface Strengths {
  /** Pixels sideways for each pixel down. */
  readonly shear: number;
  /** Pixels, of a side of so many. */
  readonly translate: (side: number) => number;
  /** Degrees. */
  readonly rotate: number;
  /** How far brightness, colour, contrast and sharpness go from 1. */
  readonly tone: number;
  /** Bits that go. */
  readonly posterize: number;
}

/** Those of RandAugment and TrivialAugment: all but the inversion. */
export const FOURTEEN: readonly Operation[] = [
  ...["identity", "shearX", "shearY", "translateX", "translateY", "rotate"] as const,
  ...["brightness", "color", "contrast", "sharpness", "posterize", "solarize", "autoContrast", "equalize"] as const,
];

/** How strong they are in AutoAugment and RandAugment. */
export const USUAL: Strengths = {
  ...{ shear: 0.3, translate: (side) => 150 / 331 * side, rotate: 30, tone: 0.9, posterize: 4 },
};

/** Those that do less, or the opposite, in every other case. */
const SIGNED: ReadonlySet<Operation> = new Set([
  ...["shearX", "shearY", "translateX", "translateY", "rotate"] as const,
  ...["brightness", "color", "contrast", "sharpness"] as const,
]);

/**
 * How strong an operation is at a place between 0 and 1; which way is drawn where it goes both ways.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { magnitudeOf } from "./augmenting.ts";
 *
 * const strengths = { shear: 0.3, translate: (side: number) => side / 2, rotate: 30, tone: 0.9, posterize: 4 };
 * assertEquals(magnitudeOf("rotate", 0.5, [8, 8, 3], strengths, () => 0.9), 15);
 * assertEquals(magnitudeOf("rotate", 0.5, [8, 8, 3], strengths, () => 0.1), -15);
 * ```
 */
export function magnitudeOf(
  operation: Operation,
  share: number,
  [height, width]: ImageShape,
  strengths: Strengths,
  next: Draws,
): number {
  const most = strongest(operation, [height, width], strengths);
  const size = operation === "posterize"
    ? roundHalfEven(8 - strengths.posterize * share)
    : operation === "solarize"
    ? 1 - share
    : most * share;
  return SIGNED.has(operation) && next() <= 0.5 ? -size : size;
}

function strongest(operation: Operation, [height, width]: readonly [number, number], strengths: Strengths): number {
  if (operation === "shearX" || operation === "shearY") return strengths.shear;
  if (operation === "translateX") return strengths.translate(width);
  if (operation === "translateY") return strengths.translate(height);
  return operation === "rotate" ? strengths.rotate : strengths.tone;
}

function retouchOf({ operation, magnitude }: Chosen): Retouch | undefined {
  switch (operation) {
    case "brightness":
      return retouches.brightness(1 + magnitude);
    case "color":
      return retouches.saturation(1 + magnitude);
    case "contrast":
      return retouches.contrast(1 + magnitude);
    case "sharpness":
      return retouches.sharpness(1 + magnitude);
    case "posterize":
      return retouches.posterize(Math.trunc(magnitude));
    case "solarize":
      // Without rounding 255 times 22 thirtieths is a hair above 187, and bytes of 187 would stay.
      return retouches.solarize(Math.fround(255 * magnitude));
    case "autoContrast":
      return retouches.autocontrast();
    case "equalize":
      return retouches.equalize();
    case "invert":
      return retouches.invert();
    default:
      return undefined;
  }
}

/** What an operation that moves pixels does to an image. */
function moveOf({ operation, magnitude }: Chosen, shape: ImageShape, warping: Warping, brush: Brush): Move {
  const size = [shape[0], shape[1]] as const, none = { angle: 0, translate: [0, 0], scale: 1, shear: [0, 0] } as const;
  const degrees = Math.atan(magnitude) * 180 / Math.PI, pixels = Math.trunc(magnitude);
  const matrix = operation === "rotate"
    ? affine({ ...none, angle: -magnitude }, size, size)
    : operation === "shearX"
    ? affine({ ...none, shear: [degrees, 0] }, size, size, [0, 0])
    : operation === "shearY"
    ? affine({ ...none, shear: [0, degrees] }, size, size, [0, 0])
    : affine({ ...none, translate: operation === "translateX" ? [pixels, 0] : [0, pixels] }, size, size);
  return warp(matrix, shape, size, { ...warping, brush });
}

/**
 * A step that does what is chosen for each image, one after the other; masks, boxes and points go with the pixels.
 *
 * @param choose Draws what is done.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { augmenting } from "./augmenting.ts";
 *
 * const warping = { method: "nearest", fill: 0, maskFill: 0 } as const;
 * const step = augmenting(() => [{ operation: "invert", magnitude: 0 }, { operation: "translateX", magnitude: 1 }], warping);
 * const image = new Uint8Array(3);
 * step.apply(Uint8Array.of(1, 2, 3), image, [1, 3, 1], () => 0);
 * assertEquals(image, Uint8Array.of(0, 254, 253));
 * ```
 */
export function augmenting(
  choose: (shape: ImageShape, next: Draws) => readonly Chosen[],
  warping: Warping,
): PixelStep & Required<Pick<PixelStep, "move">> {
  let brush: Brush | undefined;
  const own = () => brush ??= openBrush();
  const movesOf = (shape: ImageShape, next: Draws, painter: Brush): readonly (Retouch | Move)[] =>
    choose(shape, next).filter(({ operation }) => operation !== "identity")
      .map((chosen) => retouchOf(chosen) ?? moveOf(chosen, shape, warping, painter));
  const run = (
    moves: readonly (Retouch | Move)[],
    from: Uint8Array,
    to: Uint8Array,
    shape: ImageShape,
    painter: Brush,
  ): void => {
    const bytes = bytesOf(shape), last = moves.length - 1;
    if (last < 0) return painter.copy(from.subarray(0, bytes), to);
    moves.forEach((move, i) => {
      const image = i === last ? to : painter.image(i % 2 as 0 | 1, bytes);
      if (typeof move === "function") move(from, image, shape, painter);
      else move.image(from, image);
      from = image;
    });
  };
  return {
    outputShape: (shape) => shape,
    apply(from, to, shape, next, tool) {
      const painter = brushOf(tool, own);
      run(movesOf(shape, next, painter), from, to, shape, painter);
    },
    move(shape, next) {
      const all = movesOf(shape, next, own()), moves = all.filter((move) => typeof move !== "function");
      return {
        image: (from, to) => run(all, from, to, shape, own()),
        mask(from, to) {
          to.set(from);
          for (const move of moves) move.mask(to.slice(), to);
        },
        point: (x, y) => moves.reduce<readonly [number, number]>((at, move) => move.point(...at), [x, y]),
      };
    },
  };
}
