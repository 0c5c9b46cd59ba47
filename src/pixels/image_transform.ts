/**
 * Transforms of images as functions of a sample: of what is done to pixels, of colours by chance, of a size that is
 * drawn.
 */
import type { Settings } from "../settings.ts";
import { asPart, requireRange } from "../options/settle.ts";
import type { Recipe, Sample } from "../source.ts";
import type { Draws, ImageShape, ImageTool, Move, Picture, PixelStep, Transform } from "../transform.ts";
import { bytesOf } from "./bytes_of.ts";
import { crop, cut, whole } from "./frame.ts";
import { hasPlaces, movedTarget } from "./targets.ts";
import { type Brush, brushOf, openBrush } from "./brush.ts";
import type { Retouch } from "./retouch.ts";

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

/** What was drawn for one image. */
export interface Reshaped {
  /** Where its pixels go. */
  readonly move: Move;
  /** How large it is then. */
  readonly size: readonly [height: number, width: number];
  /** Its target, where that is not the sample's own. */
  readonly y?: unknown;
}

/**
 * Makes a transform of what is drawn for a sample; nothing is done to one for which that is undefined. What comes after it gives all images
 * one size, such as `resize` or `letterbox`.
 *
 * @param name What the transform is called.
 * @param made The module of its factory, and what it was made of.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { placed } from "./moves.ts";
 * import { reshaping } from "./image_transform.ts";
 *
 * const wider = reshaping("wider", { module: import.meta.url, settings: {} }, ({ x }, next) => {
 *   const width = x.shape[1] + Math.floor(2 * next());
 *   return { move: placed(x.shape, { top: 0, left: 0, height: 1, width }), size: [1, width] };
 * });
 * const sample = { x: { dtype: "uint8", shape: [1, 1, 1], data: Uint8Array.of(5) }, y: 0 };
 * assertEquals([0, 0.5].map((drawn) => wider(sample, () => drawn).x.shape), [[1, 1, 1], [1, 2, 1]]);
 * ```
 */
export function reshaping(
  name: string,
  { module, settings }: { readonly module: string; readonly settings: Settings },
  draw: (sample: Sample<Picture, unknown>, next: Draws) => Reshaped | undefined,
): Transform {
  const transform = (sample: Sample<Picture, unknown>, next: Draws): Sample<Picture, unknown> => {
    const { data, shape } = requirePicture(name, sample.x), drawn = draw(sample, next);
    if (drawn === undefined) return sample;
    const { move, size, y = sample.y } = drawn, to: ImageShape = [...size, shape[2]];
    const bytes = new Uint8Array(bytesOf(to));
    move.image(data, bytes);
    return {
      x: { dtype: "uint8", shape: to, data: bytes },
      y: hasPlaces(y) ? movedTarget(name, y, move, shape, to) : y,
    };
  };
  return asPart(name, transform, { settings, recipe: Object.freeze({ module, name, options: settings }) });
}

/** How a transform of colours is made. */
export interface Retouching {
  /** The module of the factory. */
  readonly module: string;
  /** What it was made of. */
  readonly settings: Settings;
  /** The chance that an image is changed, in [0, 1]. */
  readonly chance: number;
  /** Refuses images that do not fit. Default none. */
  readonly check?: (shape: ImageShape) => void;
}

/**
 * Makes a transform of what is done to colours. A number is drawn for the chance, whatever it is, and then what `draw` takes.
 *
 * @param name What the transform is called.
 * @param draw What is done to an image.
 * @throws {RangeError} If the chance is not in [0, 1].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { byChance } from "./image_transform.ts";
 * import { retouches } from "./retouch.ts";
 *
 * const made = { module: import.meta.url, settings: {}, chance: 0.5 };
 * const invert = byChance("invert", made, () => retouches.invert());
 * const sample = { x: { dtype: "uint8", shape: [1, 1, 1], data: Uint8Array.of(5) }, y: 0 };
 * assertEquals([0.4, 0.6].map((drawn) => invert(sample, () => drawn).x.data[0]), [250, 5]);
 * ```
 */
export function byChance(name: string, retouching: Retouching, draw: (next: Draws) => Retouch): Transform {
  const { module, settings, chance, check = () => {} } = retouching;
  requireRange(name, "in [0, 1]", { chance });
  let brush: Brush | undefined;
  return imageTransform(name, {
    outputShape(shape: ImageShape) {
      check(shape);
      return shape;
    },
    apply(from: Uint8Array, to: Uint8Array, shape: ImageShape, next: Draws, tool?: ImageTool) {
      const painter = brushOf(tool, () => brush ??= openBrush());
      if (next() < chance) draw(next)(from, to, shape, painter);
      else painter.copy(from, to);
    },
  }, { module, options: settings });
}
