/** Images with boxes that a file of COCO's form tells. */
import { readText } from "../files/read_text.ts";
import { type BoxedFile, boxedFiles } from "../annotations/boxed_files.ts";
import { parseCoco } from "../annotations/coco.ts";
import { ask } from "../download/ask.ts";
import { foundSource } from "../loading/found_source.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { BoxTarget, RaggedField, Source } from "../source.ts";
import type { Picture } from "../transform.ts";

/** What is taken of such a file. */
export interface CocoBoxesOptions {
  /** The folder of the images. */
  readonly images: string;
  /**
   * Whether boxes around crowds are taken too, with two further fields, `crowd` and `area`, by which `meanAveragePrecision` judges as
   * pycocotools does. Default false: they are left out, as where a model learns.
   */
  readonly crowd?: boolean;
  /** Whether images in which there is no box are samples too. Default true. */
  readonly empty?: boolean;
}

/** Boxes with what COCO's judgement takes account of, each [n]. */
export type CrowdTarget = BoxTarget & {
  /** Ones where a box holds a group. */
  readonly crowd: RaggedField;
  /** The area of what is in each box, in square pixels. */
  readonly area: RaggedField;
};

/**
 * Images with the boxes of what is in them, by a file of COCO's form, such as `instances_val2017.json`. `x` is the image in RGB, of
 * its own size; `y` its boxes and labels (see `BoxTarget`). Classes are the categories, in the order of their ids. An image with a box that
 * has no width or height, or lies outside of it, is a broken sample, which `dataset({ onBroken: "skip" })` leaves out.
 *
 * @param path The file of JSON.
 * @throws {TypeError} From `open`, if it is no such file; the message names the annotation.
 * @throws {Error} From `get`, if an image or a box of it cannot be read; the message names it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cocoBoxes, dataset, resize } from "jsr:@raptor/raptor";
 *
 * const val = cocoBoxes("coco/annotations/instances_val2017.json", { images: "coco/val2017", crowd: true });
 * assertEquals(val.permissions?.length, 2);
 * ```
 */
export function cocoBoxes(
  path: string,
  options: CocoBoxesOptions & { readonly crowd: true },
): Source<Picture, CrowdTarget>;
/** Without crowds. */
export function cocoBoxes(path: string, options: CocoBoxesOptions): Source<Picture, BoxTarget>;
export function cocoBoxes(path: string, options: CocoBoxesOptions): Source<Picture, BoxTarget> {
  const { images, crowd = false, empty = true } = given(options);
  const settings = settle("cocoBoxes", options, { images, crowd, empty }, { path });
  requireRange("cocoBoxes", "a string", { path, images });
  requireRange("cocoBoxes", "true or false", { crowd, empty });
  const permissions = [path, images].map((path) => ({ name: "read", path } as const));
  return foundSource({
    ...{ name: "cocoBoxes", settings, permissions },
    async find() {
      for (const permission of permissions) await ask(permission, `read the boxes of ${path}`);
      const { files, ...others } = parseCoco(await readText(path), { path, images, crowd });
      const isTaken = ({ labels, broken }: BoxedFile) => empty || labels.length > 0 || broken !== undefined;
      return boxedFiles({ files: files.filter(isTaken), ...others });
    },
  });
}
