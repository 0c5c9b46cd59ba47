/** What the decoders hand out. */

/** An image of four channels. */
export interface Rgba {
  /** Rows of pixels, channels last. */
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}
