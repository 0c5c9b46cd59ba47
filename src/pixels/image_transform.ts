/** Transforms of images: what is done to pixels, as a function of a sample. */
import type { Settings } from "../settings.ts";
import { asPart } from "../options/settle.ts";
import type { Recipe, Sample } from "../source.ts";
import type { Draws, ImageShape, Move, Picture, PixelStep, Transform } from "../transform.ts";
import { bytesOf } from "./bytes_of.ts";
import { crop, cut, whole } from "./frame.ts";
import { hasPlaces, movedTarget } from "./targets.ts";

/** A step that crops and mirrors and does nothing else, so that how it does it follows. */
type CropStep = Omit<PixelStep, "apply"> & Required<Pick<PixelStep, "crop">>;
/** A step of which what it does to an image follows from what was drawn. */
type MoveStep = Omit<PixelStep, "apply"> & Required<Pick<PixelStep, "move">>;

/**
 * Makes a transform of what is done to pixels.
 *
 * @param name What the transform is called.
 * @param step What it does; without `apply` it is what `crop` or `move` says.
 * @param recipe How another thread makes the same.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { imageTransform } from "./image_transform.ts";
 *
 * const firstRow = imageTransform("firstRow", {
 *   outputShape: ([, width, channels]) => [1, width, channels],
 *   crop: ([, width]) => ({ top: 0, left: 0, height: 1, width, mirrored: false }),
 * });
 * const { x } = firstRow({ x: { dtype: "uint8", shape: [2, 2, 1], data: Uint8Array.of(1, 2, 3, 4) }, y: 0 }, () => 0);
 * assertEquals(x, { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(1, 2) });
 * ```
 */
export function imageTransform(
  name: string,
  step: PixelStep | CropStep | MoveStep,
  recipe?: Pick<Recipe, "module" | "options"> & Partial<Recipe>,
): Transform {
  const pixels: PixelStep = Object.freeze({
    apply(from: Uint8Array, to: Uint8Array, shape: ImageShape, next: Draws) {
      if (step.crop !== undefined) cut(crop(whole(shape), step.crop(shape, next)), from, to);
      else step.move!(shape, next).image(from, to);
    },
    ...step,
  });
  const transform = (sample: Sample<Picture, unknown>, next: Draws): Sample<Picture, unknown> => {
    const { data, shape } = requirePicture(name, sample.x);
    const to = pixels.outputShape(shape), bytes = new Uint8Array(bytesOf(to));
    const x = { dtype: "uint8", shape: to, data: bytes } as const;
    const move = hasPlaces(sample.y) ? moveOf(pixels, shape, next) : undefined;
    if (move === undefined) {
      pixels.apply(data, bytes, shape, next);
      return { ...sample, x };
    }
    move.image(data, bytes);
    return { x, y: movedTarget(name, sample.y, move, shape, to) };
  };
  const told = recipe && { recipe: Object.freeze({ name, ...recipe }), settings: recipe.options as Settings };
  return asPart(name, transform, { pixels, ...told });
}

/** What a step draws for an image; undefined where every pixel stays in its place. */
function moveOf(step: PixelStep, shape: ImageShape, next: Draws): Move | undefined {
  if (step.crop === undefined) return step.move?.(shape, next);
  const [height, width, channels] = shape, cropped = step.crop(shape, next), { top, left, mirrored } = cropped;
  const cutting = (channels: number) => {
    const frame = crop(whole([height, width, channels]), cropped);
    return (from: Uint8Array, to: Uint8Array) => cut(frame, from, to);
  };
  return {
    image: cutting(channels),
    mask: cutting(1),
    point: (x, y) => [mirrored ? cropped.width - (x - left) : x - left, y - top],
  };
}

/** Refuses what is no image of bytes. */
export function requirePicture(name: string, x: Partial<Picture> | undefined): Picture {
  if (x?.dtype === "uint8" && x.shape?.length === 3 && x.data !== undefined) return x as Picture;
  throw new TypeError(
    `Cannot use ${name} as x must be an image of bytes, [height, width, channels]: ` +
      `got ${x?.dtype === undefined ? typeof x : `${x.dtype} [${x.shape?.join(", ")}]`}. Decode it before.`,
  );
}
