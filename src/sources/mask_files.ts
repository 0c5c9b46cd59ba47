/** Images with the class of each pixel, in files: what segmentation learns from. */
import { basename, extname, relative } from "node:path";
import { ask } from "../download/ask.ts";
import { imagesIn, tellLeftOut } from "../files/images_in.ts";
import { foundSource } from "../loading/found_source.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { type ImageDecoder, imageDecoder } from "../pixels/decode_image.ts";
import { maskDecoder, type RawMask } from "../pixels/decode_mask.ts";
import { readBytes, readPicture } from "../pixels/read_picture.ts";
import type { MaskField, Source } from "../source.ts";
import type { Picture } from "../transform.ts";
import { visible } from "../terminal/visible.ts";

/** Files of images with those of their masks. */
export interface MaskFilesOptions {
  /** The folder of the images, or their paths. */
  readonly images: string | readonly string[];
  /** The folder of the masks, PNG files named as their images are, or their paths, as many as images. */
  readonly masks: string | readonly string[];
  /** The names of the classes, in the order of their numbers; 255 at most. */
  readonly classes?: readonly string[];
  /**
   * What the classes are in the files, in their order: grey values or places in the palette, such as `[0, 255]`, or colours, such as
   * `["#000000", "#ff0000"]`. Default 0, 1, 2 and so on.
   */
  readonly values?: readonly (number | string)[];
  /** What is no class in the files, as the borders of VOC's objects; it becomes 255. Default 255, unless that is a class or classes are colours. */
  readonly ignore?: number | string;
  /** What the name of a mask has before its ending that its image has not, such as `_mask`. Default nothing. */
  readonly suffix?: string;
}

const NONE = 255;

/**
 * Images with their masks: `x` is the image in RGB, of its own size, `y` the class of each pixel (see `MaskField`), 255 where there is
 * none, which `crossEntropy({ ignoreIndex: 255 })` leaves out. Of a PNG with a palette, such as VOC's, the places of its colours are
 * the classes. Of masks without an image, and images of other formats, `open` warns.
 *
 * @throws {RangeError} If there are not as many masks as images, or values are none; from `open`, if an image has no mask, or there are none.
 * @throws {Error} From `get`, if a file cannot be read, a mask is of another size than its image or holds what is no class; the message
 * names the mask, row and column.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { maskFiles } from "jsr:@raptor/raptor";
 *
 * const source = maskFiles({ images: "pets/images", masks: "pets/trimaps", values: [1, 2, 3], classes: ["pet", "rest", "rim"] });
 * assertEquals(source.permissions?.length, 2);
 * ```
 */
export function maskFiles(options: MaskFilesOptions): Source<Picture, MaskField> {
  const { images, masks, classes, values, suffix = "" } = given(options);
  const { ignore = hasNone(values) ? undefined : NONE } = given(options);
  const settings = settle("maskFiles", options, { images, masks, classes, values, ignore, suffix });
  requireRange("maskFiles", "a string", { suffix });
  requireClasses(options);
  for (const [name, files] of Object.entries({ images, masks })) {
    if (typeof files === "string" || Array.isArray(files)) continue;
    throw new TypeError(`Cannot make maskFiles as ${name} must be a folder or a list of files: got ${files}.`);
  }
  if (typeof images !== "string" && typeof masks !== "string") {
    return filesGiven({ ...options, ...ignore !== undefined && { ignore }, images, masks }, settings);
  }
  if (typeof images !== "string" || typeof masks !== "string") {
    throw new TypeError("Cannot make maskFiles as images and masks must be two folders or two lists: got one of each.");
  }
  const permissions = [images, masks].map((path) => ({ name: "read", path } as const));
  return foundSource({
    ...{ name: "maskFiles", settings, permissions },
    async find() {
      for (const permission of permissions) await ask(permission, `read images and masks of ${images}`);
      const [found, painted] = [await imagesIn(images), await imagesIn(masks)];
      const byName = new Map(painted.files.map((path) => [stemOf(path, masks), path]));
      // In one folder, masks lie among the images.
      const files = suffix === "" ? found.files : found.files.filter((path) => !stemOf(path, images).endsWith(suffix));
      if (files.length === 0) throw new RangeError(`Cannot read ${images} as it must have images: got none.`);
      const paths = files.map((path) => {
        const mask = byName.get(stemOf(path, images) + suffix);
        if (mask !== undefined) return mask;
        throw new RangeError(
          visible(
            `Cannot read ${path} as each image must have a mask in ${masks}: got no ${
              basename(stemOf(path, images))
            }${suffix}.png.`,
          ),
        );
      });
      const used = new Set(paths),
        idle = painted.files.filter((path) => !used.has(path) && stemOf(path, masks).endsWith(suffix));
      tellLeftOut(`images of ${images}`, found.skipped);
      tellLeftOut(`masks of ${masks}`, idle.map((path) => ({ path, why: `it must have an image in ${images}` })));
      return filesGiven({ ...options, ...ignore !== undefined && { ignore }, images: files, masks: paths }, settings);
    },
  });
}

/** Whether a value, or any name in place of one, says that a pixel is of no class. */
function hasNone(values: MaskFilesOptions["values"]): boolean {
  return Array.isArray(values) && values.some((value) => value === NONE || typeof value === "string");
}

/** What a path below a folder is called there, without its ending. */
function stemOf(path: string, folder: string): string {
  const place = relative(folder, path);
  return place.slice(0, place.length - extname(place).length);
}

/** The number that a value stands for: of a colour 0xrrggbb. */
function numberOf(value: number | string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  if (typeof value === "string" && /^#?[0-9a-f]{6}$/i.test(value)) return Number.parseInt(value.replace("#", ""), 16);
  const got = typeof value === "string" ? JSON.stringify(value) : value;
  throw new RangeError(
    `Cannot make maskFiles as a value must be a whole number of at least 0, or a colour such as "#ff0000": got ${got}.`,
  );
}

/** Refuses values that are none or come twice, and more classes than a byte can tell beside none. */
function requireClasses({ values, ignore, classes }: MaskFilesOptions): void {
  for (const [name, given] of Object.entries({ values, classes })) {
    if (given !== undefined) requireRange("maskFiles", "a list", { [name]: given });
  }
  const count = values?.length ?? classes?.length ?? 0, numbers = (values ?? []).map(numberOf);
  if (classes !== undefined && classes.length !== count) {
    throw new RangeError(
      `Cannot make maskFiles as each class must have a value: got ${classes.length} classes and ${count} values.`,
    );
  }
  if (count > NONE) {
    throw new RangeError(`Cannot make maskFiles as there must be at most ${NONE} classes: got ${count}. Join some.`);
  }
  const twice = numbers.findIndex((number, i) => numbers.indexOf(number) < i);
  if (twice >= 0) {
    throw new RangeError(`Cannot make maskFiles as a value must stand for one class: got ${values![twice]} twice.`);
  }
  if (typeof ignore === "string") numberOf(ignore);
}

interface Given extends MaskFilesOptions {
  readonly images: readonly string[];
  readonly masks: readonly string[];
}

function filesGiven(told: Given, settings: NonNullable<Source["settings"]>): Source<Picture, MaskField> {
  const { images, masks, classes } = told;
  if (images.length !== masks.length) {
    throw new RangeError(
      `Cannot make maskFiles as each image must have a mask: got ${images.length} images and ${masks.length} masks.`,
    );
  }
  const classOf = reader(told);
  let decode: ImageDecoder | undefined, decodeMask: ((bytes: Uint8Array) => RawMask) | undefined;
  return Object.freeze({
    name: "maskFiles",
    settings,
    size: images.length,
    ...classes && { classes },
    recipe: { module: import.meta.url, name: "maskFiles", options: told },
    async open() {
      decode ??= await imageDecoder();
      decodeMask ??= await maskDecoder();
    },
    get(index: number) {
      if (decode === undefined || decodeMask === undefined) {
        throw new Error(
          "Cannot read masks as their source must be open first: got no decoder. Call await open() before.",
        );
      }
      const x = readPicture(images[index]!, decode), bytes = readBytes(masks[index]!);
      try {
        return { x, y: classOf(decodeMask(bytes), x) };
      } catch (error) {
        throw new Error(visible(`Cannot read ${masks[index]} as ${(error as Error).message}.`), { cause: error });
      }
    },
    title: (index: number) => images[index]!,
  });
}

/** What makes classes of what lies in a file. */
function reader({ values, ignore, classes }: Given): (mask: RawMask, image: Picture) => MaskField {
  const known = new Map(values?.map((value, label) => [numberOf(value), label]));
  const none = typeof ignore === "string" ? numberOf(ignore) : ignore ?? -1, most = classes?.length ?? NONE;
  return ({ height, width, values: raw, colors }, { shape: [rows, columns] }) => {
    if (height !== rows || width !== columns) {
      throw new RangeError(
        `it must be of the size of its image, ${rows} x ${columns}: got ${height} x ${width}`,
      );
    }
    if (colors && values === undefined) {
      throw new TypeError(
        'it holds colours, whose classes must be said by values, such as ["#000000", "#ff0000"]: got none',
      );
    }
    const data = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) {
      const value = raw[i]!, label = values === undefined ? value : known.get(value);
      if (label !== undefined && label < most) data[i] = label;
      else if (value === none) data[i] = NONE;
      else {
        const got = colors ? `#${value.toString(16).padStart(6, "0")}` : value;
        throw new RangeError(
          `each pixel must be ${
            values === undefined ? `a class from 0 to ${most - 1}` : `one of ${values.join(", ")}`
          }` +
            `${ignore === undefined ? "" : `, or ${ignore} for none`}: got ${got} in row ${
              Math.floor(i / width)
            }, column ` +
            `${i % width}`,
        );
      }
    }
    return { dtype: "uint8", shape: [height, width], data };
  };
}
