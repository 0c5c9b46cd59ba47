/** Labelled images that lie in files: each is read and decoded when its batch is made, in the thread that makes it. */
import { given, requireRange, settle } from "../options/settle.ts";
import { type ImageDecoder, imageDecoder } from "../pixels/decode_image.ts";
import { readPicture } from "../pixels/read_picture.ts";
import type { Source } from "../source.ts";
import type { Picture } from "../transform.ts";

/** Files of images with their labels. */
export interface ImageFilesOptions {
  /** Their paths. */
  readonly files: readonly string[];
  /** The class of each, counted from 0. */
  readonly labels: ArrayLike<number>;
  /** The names of the classes, in the order of their labels. */
  readonly classes?: readonly string[];
}

/**
 * Images in files, JPEG, PNG or WebP, as RGB of their own shapes. Memory holds their paths, and one image at a time.
 *
 * Grey becomes three equal channels, CMYK the light that is left of its inks; transparency is dropped, 16 bits become 8, and of an animation the
 * first frame is taken. As in torchvision, an orientation in a file's metadata (EXIF) is not applied: a photograph that was taken with a turned
 * camera lies on its side.
 *
 * @throws {RangeError} If there are more or fewer labels than files.
 * @throws {Error} From `get`, if a file cannot be read or decoded; the message names it.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { imageFiles } from "jsr:@raptor/raptor";
 *
 * const source = imageFiles({ files: ["nowhere/cat.jpg"], labels: [0] });
 * await source.open!();
 * assertThrows(() => source.get(0), Error, "Cannot read nowhere/cat.jpg");
 * ```
 */
export function imageFiles(options: ImageFilesOptions): Source<Picture, number> {
  const { files, labels, classes } = given(options);
  const settings = settle("imageFiles", options, { files, labels, classes });
  requireRange("imageFiles", "a list", { files, labels });
  if (files.length !== labels.length) {
    throw new RangeError(
      `Cannot use images in files as each must have a label: got ${files.length} files and ${labels.length} labels.`,
    );
  }
  let decode: ImageDecoder | undefined;
  // Plain data: a thread is told all of it.
  const told: ImageFilesOptions = { files, labels: Array.from(labels), ...classes && { classes } };
  return Object.freeze({
    name: "imageFiles",
    settings,
    size: files.length,
    ...classes && { classes },
    recipe: { module: import.meta.url, name: "imageFiles", options: told },
    async open() {
      decode ??= await imageDecoder();
    },
    get(index: number) {
      if (decode === undefined) throw notOpen();
      return { x: readPicture(files[index]!, decode), y: labels[index]! };
    },
    labels: () => labels,
    title: (index: number) => files[index]!,
  });
}

function notOpen(): Error {
  return new Error("Cannot read images as their source must be open first: got no decoder. Call await open() before.");
}
