/** Images with boxes that files of Pascal VOC's form tell. */
import { join } from "node:path";
import { readText } from "../files/read_text.ts";
import { type BoxedFile, boxedFiles } from "../annotations/boxed_files.ts";
import { boxedOf, type VocImage, vocParser } from "../annotations/voc.ts";
import { ask } from "../download/ask.ts";
import { listFolder } from "../files/files_in.ts";
import { foundSource } from "../loading/found_source.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { BoxTarget, Source } from "../source.ts";
import type { Picture } from "../transform.ts";
import { within } from "../files/within.ts";
import { visible } from "../terminal/visible.ts";

/** What is taken of such a folder. */
export interface VocBoxesOptions {
  /** Which images: the name of a list in `ImageSets/Main`, such as `train`, or names without their endings. Default all. */
  readonly set?: string | readonly string[];
  /** The names of the classes, in the order of their labels. Default those that come, in the order of the alphabet. */
  readonly classes?: readonly string[];
  /** Whether objects that are marked as hard to see are taken too. Default true. */
  readonly difficult?: boolean;
  /** The folder of the files of XML, in the root. Default `Annotations`. */
  readonly annotations?: string;
  /** The folder of the images, in the root. Default `JPEGImages`. */
  readonly images?: string;
}

/**
 * Images with the boxes of what is in them, from a folder of Pascal VOC's form (`Annotations/*.xml`, `JPEGImages`), as LabelImg
 * and others write it. `x` is the image in RGB, of its own size; `y` its boxes and labels (see `BoxTarget`). A file that cannot be
 * read is a broken sample, named with its object.
 *
 * @param root The folder, such as `VOCdevkit/VOC2012`.
 * @throws {RangeError} From `open`, if there are no such files.
 * @throws {Error} From `get`, if an image or its file of XML cannot be read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { vocBoxes } from "jsr:@raptor/raptor";
 *
 * const source = vocBoxes("VOCdevkit/VOC2012", { set: "train" });
 * assertEquals(source.permissions, [{ name: "read", path: "VOCdevkit/VOC2012" }]);
 * ```
 */
export function vocBoxes(root: string, options: VocBoxesOptions = {}): Source<Picture, BoxTarget> {
  const { set, classes, difficult = true, annotations = "Annotations", images = "JPEGImages" } = given(options);
  const settings = settle("vocBoxes", options, { set, classes, difficult, annotations, images }, { root });
  requireRange("vocBoxes", "a string", { root, annotations, images });
  requireRange("vocBoxes", "true or false", { difficult });
  const reading = { name: "read", path: root } as const, folder = join(root, annotations);
  return foundSource({
    ...{ name: "vocBoxes", settings, permissions: [reading] },
    async find() {
      await ask(reading, `read the boxes of ${root}`);
      const names = set === undefined ? await namesIn(folder) : typeof set === "string" ? await listed(root, set) : set;
      if (names.length === 0) throw new RangeError(`Cannot read ${folder} as it must have files of XML: got none.`);
      const parse = await vocParser();
      const read = names.map((name): readonly [file: string, path: string, image: VocImage | string] => {
        const path = join(folder, `${name}.xml`);
        try {
          const image = parse(Deno.readTextFileSync(path));
          const file = within(join(root, images), image.filename || `${name}.jpg`);
          if (file === undefined) throw new TypeError(`its image must lie in ${images}: got ${image.filename}`);
          return [file, path, image];
        } catch (error) {
          return [join(root, images, `${name}.jpg`), path, whyOf(error as Error)];
        }
      });
      const found = read.flatMap(([, , image]) =>
        typeof image === "string" ? [] : image.objects.map(({ name }) => name)
      );
      const known = classes ?? [...new Set(found)].toSorted();
      const files = read.map(([file, path, image]): BoxedFile => {
        const broken = (why: string) => ({
          ...{ file, boxes: [], labels: [] },
          broken: visible(`Cannot read ${path} as ${why}. Correct it, or remove it.`),
        });
        if (typeof image === "string") return broken(image);
        try {
          return boxedOf(file, image.objects.filter((object) => difficult || !object.difficult), known);
        } catch (error) {
          return broken((error as Error).message);
        }
      });
      return boxedFiles({ files, classes: known, unit: "pixels" });
    },
  });
}

async function namesIn(folder: string): Promise<string[]> {
  return (await listFolder(folder)).flatMap(({ name }) => /\.xml$/i.test(name) ? [name.slice(0, -4)] : []);
}

async function listed(root: string, set: string): Promise<string[]> {
  const lines = await readText(join(root, "ImageSets", "Main", `${set}.txt`));
  // In the lists of one class, a number behind each name says whether it is in the image.
  return lines.split(/\r?\n/).flatMap((line) => line.trim() === "" ? [] : [line.trim().split(/\s+/)[0]!]);
}

function whyOf(error: Error): string {
  return error instanceof TypeError ? error.message : `it must be a file that may be read: got ${error.name}`;
}
