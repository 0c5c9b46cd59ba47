/** What happens to a sample on its way into a batch. */
import type { Settings } from "./settings.ts";
import type { HostBytes, Recipe, Sample } from "./source.ts";

/** Height, width and channels; the bytes lie in that order, channels last. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** An image as bytes: rows of pixels, channels last. */
export interface Picture extends HostBytes {
  /** Its own height, width and channels. */
  readonly shape: ImageShape;
}

/** Random numbers, uniform in [0, 1), that belong to one sample in one epoch; a plain function of the kind will do. */
export interface Draws {
  /** The next one. */
  (): number;
  /** The epoch, from 0. Default 0. */
  readonly epoch?: number;
  /** One more number, which the sample has in every epoch of a run. Default the next one. */
  readonly lasting?: number;
}

/**
 * Turns a sample into another one, mostly by chance: a function of the sample and of random numbers, uniform in [0, 1), that
 * belong to this sample in this epoch. It may change the target too. A function of one's own will do.
 */
export interface Transform {
  // deno-lint-ignore no-explicit-any
  (sample: Sample<any, any>, next: Draws): Sample<any, any>;
  /** How it was made, as plain data, for the log and the checkpoints; its name there is that of the function. */
  readonly settings?: Settings;
  /** What makes it anew where `settings` have no room for all of that; a checkpoint keeps it. */
  readonly known?: Settings;
  /** Lets other threads make batches; left out, they are made between steps. */
  readonly recipe?: Recipe;
  /** The same, of one that only changes the pixels of `x`, whatever the class of the image. */
  readonly pixels?: PixelStep;
}

/** What is done to the pixels of an image. Several of them are done in one walk, in memory that is used again. */
export interface PixelStep {
  /**
   * The shape of what comes out.
   *
   * @throws {RangeError} If an image of this shape does not fit.
   */
  outputShape(shape: ImageShape): ImageShape;
  /**
   * Makes one image out of another.
   *
   * @param from The bytes of the image.
   * @param to Filled with the new image, every byte of it.
   * @param shape The shape of `from`.
   * @param next Random numbers, uniform in [0, 1), that belong to this image in this epoch.
   * @param tool What works where the images lie, for a step that knows it; others need not look at it.
   */
  apply(from: Uint8Array, to: Uint8Array, shape: ImageShape, next: Draws, tool?: ImageTool): void;
  /**
   * What `apply` does, where it only crops and mirrors: several such steps and the conversion are then one walk over the
   * image. Draws as many random numbers as `apply`.
   */
  crop?(shape: ImageShape, next: Draws): Crop;
  /**
   * What `apply` does, where pixels leave their places otherwise: what was drawn for one image, so that its masks, boxes and
   * points go with it. Draws as many random numbers as `apply`.
   */
  move?(shape: ImageShape, next: Draws): Move;
}

/** What a thread keeps to work on one image after the other, in memory in which they lie. What it can do is for steps of this package to know. */
export interface ImageTool {
  /** A word for what it is. */
  readonly tool: string;
}

/** Where pixels go, as drawn for one image. */
export interface Move {
  /**
   * Makes the new image.
   *
   * @param from The bytes of the image.
   * @param to Filled with the new image, every byte of it.
   */
  image(from: Uint8Array, to: Uint8Array): void;
  /**
   * Makes the new mask: a byte for each pixel, of which no two are mixed.
   *
   * @param from The bytes of the mask.
   * @param to Filled with the new mask, every byte of it.
   */
  mask(from: Uint8Array, to: Uint8Array): void;
  /** Where a point goes, in pixels from the top left corner of the image: the first pixel is from 0 to 1. */
  point(x: number, y: number): readonly [x: number, y: number];
}

/** A part of an image, or more than the image: row y and column x are its row `top + y` and column `left + x`. */
export interface Crop {
  /** The first row; negative ones are above the image, and black as all that lies outside. */
  readonly top: number;
  /** The first column. */
  readonly left: number;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /** Whether left becomes right after that. */
  readonly mirrored: boolean;
}

/** What happens to the samples to learn from: the usual things (true), nothing (false), or these, in order. */
export type Augment = boolean | readonly Transform[];

/** Turns the bytes of an image into the numbers that a model sees: the last thing that happens to it. */
export interface Conversion {
  /** A word for logs, such as `normalize`. */
  readonly name: string;
  /** How it was made, as plain data, for the log and the checkpoints. */
  readonly settings?: Settings;
  /**
   * What bytes become: `byte * scale + offset`, in float32, with a scale and an offset for each channel.
   *
   * @param channels Of the images.
   * @throws {RangeError} If images of so many channels do not fit.
   */
  affine(channels: number): Affine;
}

/** A scale and an offset for each channel. */
export interface Affine {
  /** What a byte is multiplied by. */
  readonly scale: readonly number[];
  /** What is added to that. */
  readonly offset: readonly number[];
}
