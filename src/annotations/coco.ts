/** Boxes as COCO tells them: one file of JSON for all images (Lin et al. 2014, https://cocodataset.org/#format-data). */
import type { BoxedFile, BoxedFiles } from "./boxed_files.ts";
import { visible } from "../terminal/visible.ts";
import { within } from "../files/within.ts";

/** What is taken of a file. */
export interface CocoReading {
  /** What an error calls the file. */
  readonly path: string;
  /** The folder of the images. */
  readonly images: string;
  /** Whether boxes around crowds are taken too, and of each box whether it is one, and its area. */
  readonly crowd: boolean;
}

interface Coco {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly annotations: readonly {
    readonly id?: number;
    readonly image_id: number;
    readonly category_id: number;
    readonly bbox: readonly number[];
    readonly area?: number | null;
    readonly iscrowd?: number | null;
  }[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
}

/**
 * Reads the text of such a file. Classes are counted from 0 in the order of their ids, which need not follow each other. An image with a
 * box that has no width or no height is a broken sample.
 *
 * @throws {TypeError} If it is none; the message names the file, and the annotation.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseCoco } from "./coco.ts";
 *
 * const text = JSON.stringify({
 *   images: [{ id: 7, file_name: "cat.jpg" }],
 *   categories: [{ id: 17, name: "cat" }],
 *   annotations: [{ image_id: 7, category_id: 17, bbox: [1, 2, 3, 4] }],
 * });
 * const { files, classes } = parseCoco(text, { path: "coco.json", images: "val", crowd: false });
 * assertEquals([files, classes], [[{ file: "val/cat.jpg", boxes: [1, 2, 4, 6], labels: [0] }], ["cat"]]);
 * ```
 */
export function parseCoco(text: string, { path, images: folder, crowd }: CocoReading): BoxedFiles {
  const refuse = (rule: string, got: unknown) => new TypeError(visible(`Cannot read ${path} as ${rule}: got ${got}.`));
  let coco: Coco;
  try {
    coco = JSON.parse(text);
  } catch (error) {
    throw refuse("it must be JSON", (error as Error).message);
  }
  for (const name of ["images", "annotations", "categories"] as const) {
    if (!Array.isArray(coco?.[name])) {
      throw refuse(`it must have a list of ${name}, as COCO's files of instances have`, typeof coco?.[name]);
    }
  }
  for (const name of ["images", "annotations", "categories"] as const) {
    const odd = (coco[name] as readonly unknown[]).findIndex((one) => typeof one !== "object" || one === null);
    if (odd >= 0) {
      throw refuse(`its ${name} must be objects`, `${JSON.stringify(coco[name][odd])} as number ${odd + 1}`);
    }
  }
  const unnamed = coco.categories.find(({ name }) => typeof name !== "string");
  if (unnamed !== undefined) throw refuse("its categories must have names", JSON.stringify(unnamed).slice(0, 80));
  const categories = coco.categories.toSorted((a, b) => a.id - b.id);
  const twice = categories.find(({ id }, i) => id === categories[i + 1]?.id);
  if (twice !== undefined) throw refuse("its categories must have ids of their own", `${twice.id} twice`);
  const labels = new Map(categories.map(({ id }, label) => [id, label]));
  const files = new Map<number, BoxedFile & { readonly boxes: number[]; readonly labels: number[]; broken?: string }>();
  for (const { id, file_name } of coco.images) {
    if (typeof file_name !== "string") throw refuse(`image ${id} must have a file_name`, typeof file_name);
    const file = within(folder, file_name);
    if (file === undefined) throw refuse(`image ${id} must lie in ${folder}`, file_name);
    if (files.has(id)) throw refuse("its images must have ids of their own", `${id} twice`);
    const further = crowd && { further: { crowd: [], area: [] } };
    files.set(id, { file, boxes: [], labels: [], ...further });
  }
  for (const [i, { id, image_id, category_id, bbox, area, ...rest }] of coco.annotations.entries()) {
    const file = files.get(image_id), label = labels.get(category_id), which = `annotation ${id ?? i}`;
    if (file === undefined) throw refuse(`${which} must be of one of its images`, `image_id ${image_id}`);
    if (label === undefined) throw refuse(`${which} must be of one of its categories`, `category_id ${category_id}`);
    if (!Array.isArray(bbox) || bbox.length !== 4 || !bbox.every(Number.isFinite)) {
      throw refuse(`${which} must have a bbox of four numbers`, JSON.stringify(bbox));
    }
    const iscrowd = rest.iscrowd ?? 0;
    if (iscrowd !== 0 && iscrowd !== 1) throw refuse(`${which} must have 0 or 1 as iscrowd`, JSON.stringify(iscrowd));
    if (!Number.isFinite(area ?? 0)) {
      throw refuse(`${which} must have a number as area`, JSON.stringify(area));
    }
    if (iscrowd === 1 && !crowd) continue;
    const [left, top, width, height] = bbox as [number, number, number, number];
    if (!(width > 0 && height > 0)) {
      const rule = `${which} must have a bbox with a width and a height above 0`;
      file.broken ??= `${refuse(rule, JSON.stringify(bbox)).message} Correct it, or remove it.`;
    }
    file.boxes.push(left, top, left + width, top + height);
    file.labels.push(label);
    const further = file.further as Record<"crowd" | "area", number[]> | undefined;
    further?.crowd.push(iscrowd);
    further?.area.push(area ?? width * height);
  }
  return { files: [...files.values()], classes: categories.map(({ name }) => name), unit: "pixels" };
}
