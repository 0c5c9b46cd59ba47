/** How images of CIFAR's kind are augmented and normalised, as the tutorials of the field do it. */
import type { Conversion, Transform } from "../transform.ts";
import { normalize } from "../transforms/normalize.ts";
import { randomCrop } from "../transforms/random_crop.ts";
import { randomFlip } from "../transforms/random_flip.ts";

/** What happens to the images to learn from: the usual things (true), nothing (false), or these, in order. */
export type Augment = boolean | readonly Transform[];

/** A crop of 32 pixels out of a border of 4, and a flip; or what the user wants instead. */
export function augmentation(augment: Augment): readonly Transform[] {
  if (typeof augment !== "boolean") return augment;
  return augment ? [randomCrop({ size: 32, padding: 4 }), randomFlip()] : [];
}

/** The mean and standard deviation of CIFAR-10's training images, to three digits. */
export function cifarNormalization(): Conversion {
  return normalize({ mean: [0.491, 0.482, 0.447], std: [0.202, 0.199, 0.201] });
}
