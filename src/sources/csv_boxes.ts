/** Images with boxes that a table tells, a row a box. */
import { dirname, join } from "node:path";
import { boxedFiles } from "../annotations/boxed_files.ts";
import { ask } from "../download/ask.ts";
import { requireFile } from "../files/require_file.ts";
import { foundSource } from "../loading/found_source.ts";
import { given, requireOneOf, requireRange, settle } from "../options/settle.ts";
import { csvRows } from "../rows/csv_rows.ts";
import type { BoxTarget, Source } from "../source.ts";
import type { Picture } from "../transform.ts";
import { within } from "../files/within.ts";
import { visible } from "../terminal/visible.ts";

/** What a column of such a table holds. */
export type BoxColumn = "file" | "left" | "top" | "right" | "bottom" | "label";

/** How such a table is read. */
export interface CsvBoxesOptions {
  /** The folder of the images. Default that of the table. */
  readonly images?: string;
  /** The names of the columns. Default the usual ones, as `filename`, `xmin`, `class`. */
  readonly columns?: Readonly<Partial<Record<BoxColumn, string>>>;
  /** Whether the first row holds names. Without one, columns are file, left, top, right, bottom and label. Default true. */
  readonly header?: boolean;
  /** What stands between fields. Default what the first line has most of. */
  readonly delimiter?: string;
  /** Whether boxes are told in pixels or in shares of the image's width and height. Default `pixels`. */
  readonly unit?: "pixels" | "share";
  /** The names of the classes, in the order of their labels. Default those that come, in the order of the alphabet. */
  readonly classes?: readonly string[];
}

const USUAL: Readonly<Record<BoxColumn, readonly string[]>> = {
  file: ["file", "filename", "file_name", "image", "image_path", "path", "imageid"],
  left: ["left", "xmin", "x1", "x_min"],
  top: ["top", "ymin", "y1", "y_min"],
  right: ["right", "xmax", "x2", "x_max"],
  bottom: ["bottom", "ymax", "y2", "y_max"],
  label: ["label", "class", "class_name", "name", "category", "labelname"],
};

/**
 * Images with the boxes of what is in them, by a table (CSV or TSV) with a row for each box, as the object detection API of TensorFlow,
 * RetinaNet's tools and Open Images have it. A row with a file alone is an image with nothing in it. `x` is the image in RGB, of its
 * own size; `y` its boxes and labels (see `BoxTarget`). An image of which a row cannot be read is a broken sample, named with the row.
 *
 * @param path The table.
 * @throws {TypeError} From `open`, if a column is missing.
 * @throws {Error} From `get`, if an image or a row of it cannot be read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { csvBoxes } from "jsr:@raptor/raptor";
 *
 * const source = csvBoxes("raccoons/train.csv", { images: "raccoons/images" });
 * assertEquals(source.permissions?.length, 2);
 * ```
 */
export function csvBoxes(path: string, options: CsvBoxesOptions = {}): Source<Picture, BoxTarget> {
  requireRange("csvBoxes", "a string", { path });
  const { images = dirname(path), columns = {}, header = true, delimiter, unit = "pixels", classes } = given(options);
  const values = { images, columns, header, delimiter, unit, classes };
  const settings = settle("csvBoxes", options, values, { path });
  requireRange("csvBoxes", "a string", { images });
  requireRange("csvBoxes", "true or false", { header });
  requireOneOf("csvBoxes", ["pixels", "share"], { unit });
  const permissions = [path, images].map((path) => ({ name: "read", path } as const));
  return foundSource({
    ...{ name: "csvBoxes", settings, permissions },
    async find() {
      for (const permission of permissions) await ask(permission, `read the boxes of ${path}`);
      await requireFile(path);
      const reader = await csvRows(path, { delimiter, header });
      const places = placesOf(path, reader.columns, columns, header);
      const files = new Map<string, { readonly boxes: number[]; readonly names: string[]; broken?: string }>();
      let row = 0;
      for await (const { rows } of reader.blocks()) {
        for (const fields of rows) {
          row++;
          if (typeof fields === "string") {
            throw new TypeError(visible(`Cannot read row ${row} of ${path} as ${fields}.`));
          }
          const [name, ...parts] = places.map((at) => String(fields[at] ?? "").trim()), label = parts.pop()!;
          if (name === "") throw new TypeError(`Cannot read row ${row} of ${path} as it must name a file: got none.`);
          if (within(images, name!) === undefined) {
            throw new TypeError(
              `Cannot read row ${row} of ${path} as its file must lie in ${images}: got ${visible(name!)}.`,
            );
          }
          if (!files.has(name!)) files.set(name!, { boxes: [], names: [] });
          const file = files.get(name!)!;
          if (label === "" && parts.every((part) => part === "")) continue;
          try {
            file.boxes.push(...boxOf(parts));
            file.names.push(classOf(label, classes));
          } catch (error) {
            file.broken ??= `Cannot read row ${row} of ${path} as ${
              (error as Error).message
            }. Correct it, or remove it.`;
          }
        }
      }
      if (files.size === 0) throw new RangeError(`Cannot read ${path} as a table has rows: got none.`);
      const known = classes ?? [...new Set([...files.values()].flatMap(({ names }) => names))].toSorted();
      const labels = new Map(known.map((name, label) => [name, label]));
      return boxedFiles({
        ...{ classes: known, unit },
        files: Array.from(files, ([name, { boxes, names, broken }]) => ({
          file: join(images, name),
          ...broken === undefined
            ? { boxes, labels: names.map((name) => labels.get(name)!) }
            : { boxes: [], labels: [], broken },
        })),
      });
    },
  });
}

function placesOf(
  path: string,
  names: readonly string[],
  columns: Readonly<Partial<Record<BoxColumn, string>>>,
  header: boolean,
): number[] {
  const parts = Object.keys(USUAL) as BoxColumn[], lower = names.map((name) => name.toLowerCase());
  const odd = Object.keys(columns).find((name) => !parts.includes(name as BoxColumn));
  if (odd !== undefined) {
    throw new TypeError(`Cannot make csvBoxes as its columns are ${parts.join(", ")}: got ${odd}.`);
  }
  return parts.map((part, i) => {
    const said = columns[part];
    const at = said !== undefined
      ? names.indexOf(said)
      : header
      ? lower.findIndex((name) => USUAL[part].includes(name))
      : i < names.length
      ? i
      : -1;
    if (at >= 0) return at;
    throw new TypeError(
      `Cannot read ${path} as it must have a column with ${part}, such as ${
        said ?? USUAL[part].slice(1, 3).join(" or ")
      }: ` +
        `got ${visible(names.join(", "))}. Name it: columns: { ${part}: "..." }.`,
    );
  });
}

function boxOf(parts: readonly string[]): number[] {
  const sides = parts.map((part) => part === "" ? NaN : Number(part)),
    odd = sides.findIndex((side) => !Number.isFinite(side));
  if (odd >= 0) {
    throw new TypeError(
      `its ${["left", "top", "right", "bottom"][odd]} must be a number: got ${JSON.stringify(parts[odd])}`,
    );
  }
  const [left, top, right, bottom] = sides as [number, number, number, number];
  if (right > left && bottom > top) return sides;
  throw new TypeError(`its box must end after it begins: got ${left}, ${top} to ${right}, ${bottom}`);
}

function classOf(label: string, classes: readonly string[] | undefined): string {
  if (label === "") throw new TypeError("it must have a label: got none");
  if (classes === undefined || classes.includes(label)) return label;
  throw new TypeError(`its label must be one of ${classes.join(", ")}: got ${visible(label)}`);
}
