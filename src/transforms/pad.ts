/** A border around an image, black or made of the image itself. */
import { given, requireRange, settle } from "../options/settle.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import type { ImageShape, Transform } from "../transform.ts";

/** Which border is put around. */
export interface PadOptions {
  /** Pixels on each side. Default 0 where there is a `multiple`. */
  readonly size?: number;
  /**
   * What height and width are to be whole multiples of, such as 32 for a network that halves them five times: what lacks is added below and
   * on the right, so that places stay. Default 1.
   */
  readonly multiple?: number;
  /**
   * What the border shows: black (`constant`), the outermost pixel (`edge`), or what a mirror would, which stands on the
   * outermost pixel (`reflect`) or beside it (`symmetric`). Default `constant`.
   */
  readonly mode?: "constant" | "edge" | "reflect" | "symmetric";
}

/** The place in [0, size) that is shown at a place in a border, by mode. */
const MODES: Readonly<Record<NonNullable<PadOptions["mode"]>, (at: number, size: number) => number>> = {
  constant: () => -1,
  edge: (at, size) => Math.min(Math.max(at, 0), size - 1),
  reflect: (at, size) => at < 0 ? -at : at >= size ? 2 * size - 2 - at : at,
  symmetric: (at, size) => at < 0 ? -1 - at : at >= size ? 2 * size - 1 - at : at,
};

/**
 * Puts a border around an image (`Pad` of torchvision; with `multiple` as `size_divisor` of MMCV's).
 *
 * @throws {RangeError} If the size is no whole number of pixels, or there is no such mode; later, if an image is too small to
 * fill a border that mirrors it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pad } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 3, 1], data: Uint8Array.of(1, 2, 3) }, y: 0 };
 * const row = pad({ size: 1, mode: "edge" })(sample, () => 0).x.data.subarray(5, 10);
 * assertEquals(row, Uint8Array.of(1, 1, 2, 3, 3));
 * ```
 */
export function pad(options: PadOptions): Transform {
  const { multiple, mode = "constant" } = given(options);
  const { size = (multiple === undefined ? undefined : 0) as number } = given(options);
  const settings = settle("pad", options, { size, multiple, mode });
  requireRange("pad", "a whole number of at least 0", { size });
  if (multiple !== undefined) requireRange("pad", "a whole number of at least 1", { multiple });
  if (!Object.hasOwn(MODES, mode)) {
    throw new RangeError(`Cannot make pad as mode must be ${Object.keys(MODES).join(", ")}: got ${mode}.`);
  }
  /** How long a side becomes. */
  const padded = (side: number) => Math.ceil((side + 2 * size) / (multiple ?? 1)) * (multiple ?? 1);
  const outputShape = ([height, width, channels]: ImageShape): ImageShape => {
    for (const side of [height, width]) {
      const border = padded(side) - size - side,
        least = mode === "reflect" ? border + 1 : mode === "symmetric" ? border : 1;
      if (side >= least) continue;
      throw new RangeError(
        `Cannot pad images as a border of ${border} by ${mode} needs ${least} pixels a side: got ${height} x ${width}. ` +
          "Take a smaller border.",
      );
    }
    return [padded(height), padded(width), channels];
  };
  const recipe = { module: import.meta.url, options: settings };
  if (mode === "constant") {
    return imageTransform("pad", {
      outputShape,
      crop: ([height, width]: ImageShape) => (
        { top: -size, left: -size, height: padded(height), width: padded(width), mirrored: false }
      ),
    }, recipe);
  }
  return imageTransform("pad", {
    outputShape,
    move([height, width, channels]) {
      const shown = MODES[mode], columns = Array.from({ length: padded(width) }, (_, x) => shown(x - size, width));
      const bordered = (channels: number) => (from: Uint8Array, to: Uint8Array) => {
        let at = 0;
        for (let y = -size; y < padded(height) - size; y++) {
          const row = shown(y, height) * width;
          for (const column of columns) {
            const pixel = (row + column) * channels;
            for (let c = 0; c < channels; c++) to[at++] = from[pixel + c]!;
          }
        }
      };
      return { image: bordered(channels), mask: bordered(1), point: (x, y) => [x + size, y + size] };
    },
  }, recipe);
}
