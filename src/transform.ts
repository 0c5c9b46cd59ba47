/** What happens to an image on its way into a batch: it is bytes until the very last moment. */

/** Height, width and channels; the bytes lie in that order, channels last. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** Turns an image of bytes into another one, mostly by chance. */
export interface Transform {
  /** A word for logs, such as `randomCrop`. */
  readonly name: string;
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
   */
  apply(from: Uint8Array, to: Uint8Array, shape: ImageShape, next: () => number): void;
}

/** Turns the bytes of an image into the numbers that a model sees: the last thing that happens to it. */
export interface Conversion {
  /** A word for logs, such as `normalize`. */
  readonly name: string;
  /**
   * The conversion for images of this many channels.
   *
   * @returns Writes the image `from` into `to`, from the index `at` on.
   * @throws {RangeError} If images of so many channels do not fit.
   */
  converter(channels: number): (from: Uint8Array, to: Float32Array, at: number) => void;
}
