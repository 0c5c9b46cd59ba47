/** Images with boxes that texts of YOLO's form tell. */
import { basename, extname, join, relative, sep } from "node:path";
import { readText } from "../files/read_text.ts";
import { type BoxedFile, boxedFiles } from "../annotations/boxed_files.ts";
import { parseYolo } from "../annotations/yolo.ts";
import { ask } from "../download/ask.ts";
import { filesIn } from "../files/files_in.ts";
import { imagesIn, READ, type Skipped, tellLeftOut } from "../files/images_in.ts";
import { foundSource } from "../loading/found_source.ts";
import { given, requireRange, settle } from "../options/settle.ts";
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
 * no boxes; a text that cannot be read, or a box without width or height, is a broken sample, named with its line. Of texts without an
 * image, and images of other formats, `open` warns. An image lies as its pixels do in the file ({@linkcode imageFiles}), where Ultralytics turns it by
 * the orientation in its metadata first: of photographs that have one, save turned pixels without it.
 *
 * @param images The folder of the images.
 * @throws {RangeError} From `open`, if there are no images or classes, or no image has a text.
 * @throws {Deno.errors.NotFound} From `open`, if the folder of the images or that of the texts is not there.
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
      const { files, skipped } = await imagesIn(images);
      if (files.length === 0) throw noImages(images, skipped.length);
      const texts = await textsIn(images, labels), stems = files.map((file) => stemOf(file, images));
      // A folder behind a link is not looked through, but what should be there is found there.
      const placeOf = (stem: string) => texts.get(stem) ?? join(labels, `${stem}.txt`);
      const boxed = files.map((file, i) => boxedOf(file, placeOf(stems[i]!), names.length));
      if (boxed.every((one) => one === undefined)) throw noTexts({ images, labels, stem: stems[0]!, texts });
      tellLeftOut(`images of ${images}`, skipped);
      tellLeftOut(`boxes of ${labels}`, withoutImage(texts, new Set(stems), images));
      return boxedFiles({
        files: boxed.map((one, i) => one ?? { file: files[i]!, boxes: [], labels: [] }),
        classes: names,
        unit: "share",
      });
    },
  });
}

/** The texts of a folder, by their paths in it without their endings. */
async function textsIn(images: string, labels: string): Promise<ReadonlyMap<string, string>> {
  try {
    const texts = await filesIn(labels, [".txt"]);
    return new Map(texts.map((path) => [stemOf(path, labels), path]));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Deno.errors.NotFound(visible(
      `Cannot read the boxes of ${images} as their texts must lie in ${labels}, one for each image: got no such folder. ` +
        'Say where they are: labels: "...".',
    ));
  }
}

/** What a path below a folder is called there, without its ending. */
function stemOf(path: string, folder: string): string {
  const place = relative(folder, path);
  return place.slice(0, place.length - extname(place).length);
}

function noImages(images: string, others: number): RangeError {
  return new RangeError(visible(
    `Cannot read the boxes of ${images} as there must be images (${READ.join(", ")}) in it or below it: ` +
      `got none${
        others === 0 ? "" : `, and ${others} of other formats`
      }. Name the folder of the images, such as coco8/images/train.`,
  ));
}

function noTexts(
  { images, labels, stem, texts }: {
    readonly images: string;
    readonly labels: string;
    readonly stem: string;
    readonly texts: ReadonlyMap<string, string>;
  },
): RangeError {
  const [first] = texts.values();
  return new RangeError(visible(
    `Cannot read the boxes of ${images} as an image has its boxes in a text of its name, such as ${
      join(labels, `${stem}.txt`)
    }, with a line for each box (class, x, y, width, height): got ` +
      (first === undefined
        ? `no text in ${labels}`
        : `${texts.size} texts in ${labels} of other names, such as ${first}`) +
      '. Say where they are: labels: "...".',
  ));
}

/** Texts that no image takes its boxes from; a list of classes is none of boxes. */
function withoutImage(texts: ReadonlyMap<string, string>, known: ReadonlySet<string>, images: string): Skipped[] {
  return Array.from(texts).flatMap(([stem, path]) =>
    known.has(stem) || basename(stem) === "classes" ? [] : [{ path, why: `it must have an image in ${images}` }]
  );
}

/** An image with what its text tells; undefined where it has none. */
function boxedOf(file: string, path: string, classes: number): BoxedFile | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    const why = visible(`Cannot read ${path} as it must be a file that may be read: got ${(error as Error).name}.`);
    return { file, boxes: [], labels: [], broken: why };
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
