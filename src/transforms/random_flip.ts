/** Left becomes right, by chance. */
import { requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import type { Crop, Draws, ImageShape, Transform } from "../transform.ts";

/** How often an image is flipped. */
export interface RandomFlipOptions {
  /** The chance, in [0, 1]. Default 0.5. */
  readonly chance?: number;
  /**
   * Whether it is drawn once for each image and turned in every other epoch, so that two epochs show both sides of all.
   * Default false: it is drawn anew.
   */
  readonly alternating?: boolean;
}

/**
 * Mirrors an image horizontally, by chance (`RandomHorizontalFlip` of torchvision), or every other time: short
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
  const { chance = 0.5, alternating = false } = options;
  const settings = settle("randomFlip", options, { chance, alternating });
  requireRange("randomFlip", "true or false", { alternating });
  if (!(chance >= 0 && chance <= 1)) {
    throw new RangeError(`Cannot flip images as the chance must be in [0, 1]: got ${chance}. Half of them is 0.5.`);
  }
  return imageTransform("randomFlip", {
    outputShape: (shape: ImageShape) => shape,
    crop: ([height, width]: ImageShape, next: Draws): Crop => (
      { top: 0, left: 0, height, width, mirrored: alternating ? inTurn(next, chance) : next() < chance }
    ),
  }, { module: import.meta.url, options: settings });
}

function inTurn(next: Draws, chance: number): boolean {
  const { epoch = 0, lasting = next() } = next;
  return (lasting < chance) !== (epoch % 2 === 1);
}
