/** Images with boxes that texts of YOLO's form tell. */
import { basename, dirname, extname, join, sep } from "node:path";
import { readText } from "../files/read_text.ts";
import { type BoxedFile, boxedFiles } from "../annotations/boxed_files.ts";
import { parseYolo } from "../annotations/yolo.ts";
import { ask } from "../download/ask.ts";
import { imagesIn } from "../files/images_in.ts";
import { foundSource } from "../loading/found_source.ts";
import { given } from "../options/given.ts";
import { requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";
import type { BoxTarget, Source } from "../source.ts";
import type { Picture } from "../transform.ts";
import { visible } from "../terminal/visible.ts";
import { onDemand } from "../on_demand.ts";

/** What goes with such images. */
export interface YoloBoxesOptions {
  /** The names of the classes, in the order of their numbers, or the file that tells them: `data.yaml`, or a text with a name a line. */
  readonly classes: readonly string[] | string;
  /** The folder of the texts. Default that of the images, with `labels` for the last `images` of its path where there is one. */
  readonly labels?: string;
}

/**
 * Images with the boxes of what is in them, from folders of YOLO's form (`images/train/7.jpg` and `labels/train/7.txt`, as Ultralytics
 * reads them). `x` is the image in RGB, of its own size; `y` its boxes and labels (see `BoxTarget`). An image without a text has
 * no boxes; a text that cannot be read is a broken sample, named with its line.
 *
 * @param images The folder of the images.
 * @throws {RangeError} From `open`, if there are no images or classes.
 * @throws {Error} From `get`, if an image or its text cannot be read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { yoloBoxes } from "jsr:@raptor/raptor";
 *
 * const source = yoloBoxes("coco8/images/train", { classes: "coco8/data.yaml" });
 * assertEquals(source.permissions?.[1], { name: "read", path: "coco8/labels/train" });
 * ```
 */
export function yoloBoxes(images: string, options: YoloBoxesOptions): Source<Picture, BoxTarget> {
  requireRange("yoloBoxes", "a string", { images });
  const { classes, labels = besideOf(images) } = given(options);
  const settings = settle("yoloBoxes", options, { classes, labels }, { images });
  requireRange("yoloBoxes", "a string", { labels });
  const paths = [images, labels, ...typeof classes === "string" ? [classes] : []];
  const permissions = [...new Set(paths)].map((path) => ({ name: "read", path } as const));
  return foundSource({
    ...{ name: "yoloBoxes", settings, permissions },
    async find() {
      for (const permission of permissions) await ask(permission, `read the boxes of ${images}`);
      const names = typeof classes === "string" ? await classesIn(classes) : classes;
      if (names.length === 0) {
        throw new RangeError(`Cannot read the boxes of ${images} as there must be classes: got none.`);
      }
      const { files } = await imagesIn(images);
      if (files.length === 0) {
        throw new RangeError(`Cannot read the boxes of ${images} as there must be images: got none.`);
      }
      return boxedFiles({
        files: files.map((file) => boxedOf(file, join(labels, file.slice(images.length)), names.length)),
        classes: names,
        unit: "share",
      });
    },
  });
}

function boxedOf(file: string, place: string, classes: number): BoxedFile {
  const path = join(dirname(place), `${basename(place, extname(place))}.txt`);
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    const none = { file, boxes: [], labels: [] };
    if (error instanceof Deno.errors.NotFound) return none;
    const got = (error as Error).name;
    return { ...none, broken: `Cannot read ${visible(path)} as it must be a file that may be read: got ${got}.` };
  }
  try {
    return { file, ...parseYolo(text, classes) };
  } catch (error) {
    return { file, boxes: [], labels: [], broken: visible(`Cannot read ${path} as ${(error as Error).message}.`) };
  }
}

function besideOf(images: string): string {
  const parts = images.split(sep), at = parts.lastIndexOf("images");
  return at < 0 ? images : parts.with(at, "labels").join(sep);
}

async function classesIn(path: string): Promise<readonly string[]> {
  const text = await readText(path);
  if (!/\.ya?ml$/i.test(path)) return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "");
  // Rarely needed.
  const { parse } = await onDemand<typeof import("npm:yaml@2.9.1")>("npm:yaml@2.9.1");
  const names = parse(text)?.names;
  if (typeof names !== "object" || names === null) {
    throw new TypeError(`Cannot read ${path} as it must tell the names of the classes, as names: got ${typeof names}.`);
  }
  // A list, or each by its number.
  const numbers = Object.keys(names).map(Number), list = numbers.map((_, i) => names[i]);
  if (list.every((name) => name !== undefined)) return list.map(String);
  throw new TypeError(`Cannot read ${path} as its names must be numbered from 0: got ${numbers.join(", ")}.`);
}
