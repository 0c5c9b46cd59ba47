/** Left becomes right, or top bottom, by chance. */
import { given, requireOneOf, requireRange, settle } from "../options/settle.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import type { Crop, Draws, ImageShape, Move, Transform } from "../transform.ts";

/** How often an image is flipped. */
export interface RandomFlipOptions {
  /** The chance, in [0, 1]. Default 0.5. */
  readonly chance?: number;
  /**
   * Whether it is drawn once for each image and turned in every other epoch, so that two epochs show both sides of all.
   * Default false: it is drawn anew.
   */
  readonly alternating?: boolean;
  /** Whether left becomes right or top becomes bottom. Default `horizontal`. */
  readonly direction?: "horizontal" | "vertical";
}

/**
 * Mirrors an image, by chance (`RandomHorizontalFlip` and `RandomVerticalFlip` of torchvision), or every other time: short
 * trainings gain by seeing both sides of each image in two epochs (Jordan, 2024, "94% on CIFAR-10 in 3.29 seconds").
 *
 * @throws {RangeError} If the chance is not in [0, 1].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { randomFlip } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 3, 1], data: Uint8Array.of(1, 2, 3) }, y: 0 };
 * assertEquals(randomFlip({ chance: 1 })(sample, () => 0.5).x.data, Uint8Array.of(3, 2, 1));
 * ```
 */
export function randomFlip(options: RandomFlipOptions = {}): Transform {
  const { chance = 0.5, alternating = false, direction = "horizontal" } = given(options);
  const settings = settle("randomFlip", options, { chance, alternating, direction });
  requireRange("randomFlip", "true or false", { alternating });
  requireOneOf("randomFlip", ["horizontal", "vertical"], { direction });
  if (!(typeof chance === "number" && chance >= 0 && chance <= 1)) {
    throw new RangeError(`Cannot flip images as the chance must be in [0, 1]: got ${chance}. Half of them is 0.5.`);
  }
  const draw = (next: Draws) => alternating ? inTurn(next, chance) : next() < chance;
  const recipe = { module: import.meta.url, options: settings };
  if (direction === "vertical") {
    return imageTransform("randomFlip", {
      outputShape: (shape: ImageShape) => shape,
      move: (shape: ImageShape, next: Draws) => upsideDown(shape, draw(next)),
    }, recipe);
  }
  return imageTransform("randomFlip", {
    outputShape: (shape: ImageShape) => shape,
    crop: ([height, width]: ImageShape, next: Draws): Crop => (
      { top: 0, left: 0, height, width, mirrored: draw(next) }
    ),
  }, recipe);
}

function upsideDown([height, width, channels]: ImageShape, flipped: boolean): Move {
  const rows = (row: number) => (from: Uint8Array, to: Uint8Array) => {
    for (let y = 0; y < height; y++) {
      const old = (flipped ? height - 1 - y : y) * row;
      to.set(from.subarray(old, old + row), y * row);
    }
  };
  return { image: rows(width * channels), mask: rows(width), point: (x, y) => [x, flipped ? height - y : y] };
}

function inTurn(next: Draws, chance: number): boolean {
  const { epoch = 0, lasting = next() } = next;
  return (lasting < chance) !== (epoch % 2 === 1);
}
