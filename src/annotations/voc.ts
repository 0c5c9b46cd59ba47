/** Boxes as Pascal VOC tells them: a file of XML for each image (Everingham et al. 2010). */
import type { BoxedFile } from "./boxed_files.ts";
import { visible } from "../terminal/visible.ts";
import { onDemand } from "../on_demand.ts";

/** An object in an image. */
export interface VocObject {
  /** Its class. */
  readonly name: string;
  /** Left, top, right and bottom in pixels. */
  readonly box: readonly [number, number, number, number];
  /** Whether it is hard to see. */
  readonly difficult: boolean;
}

/** What such a file says. */
export interface VocImage {
  /** The name of the image's file. */
  readonly filename: string;
  readonly objects: readonly VocObject[];
}

interface Parser {
  onopentag(tag: { readonly name: string }): void;
  onclosetag(name: string): void;
  ontext(text: string): void;
  oncdata(text: string): void;
  onerror(error: Error): void;
  write(text: string): { close(): void };
}

/**
 * Starts a reader of such files. In them the first pixel is number 1 and a box ends with its last pixel, so that one from 1
 * to the width of the image is all of it; here it is then from 0 to the width, as in detectron2.
 *
 * @returns Reads the text of a file; throws with the end of a sentence.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { vocParser } from "./voc.ts";
 *
 * const parse = await vocParser();
 * const box = "<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>30</xmax><ymax>40</ymax></bndbox>";
 * const text = `<annotation><filename>a.jpg</filename><object><name>cat</name>${box}</object></annotation>`;
 * assertEquals(parse(text).objects, [{ name: "cat", box: [0, 1, 30, 40], difficult: false }]);
 * ```
 */
export async function vocParser(): Promise<(text: string) => VocImage> {
  // Rarely needed.
  const { default: sax } = await onDemand<typeof import("npm:sax@1.6.1")>("npm:sax@1.6.1") as unknown as {
    default: { parser(strict: boolean): Parser };
  };
  return (text) => {
    const path: string[] = [], objects: Map<string, string>[] = [];
    let filename = "", root: string | undefined;
    const parser = sax.parser(true);
    parser.onopentag = ({ name }) => {
      root ??= name;
      path.push(name);
      const place = path.join("/"), part = place.slice("annotation/object/".length);
      if (place === "annotation/object") objects.push(new Map());
      else if (place.startsWith("annotation/object/") && READ.has(part)) {
        // A second box would be read as more digits of the first.
        if (objects.at(-1)!.has(part)) throw new TypeError(`object ${objects.length} must have one ${part}: got two`);
        objects.at(-1)!.set(part, "");
      }
    };
    parser.onclosetag = () => path.pop();
    parser.ontext = parser.oncdata = (said) => {
      const [, first, ...rest] = path, value = said.trim();
      if (first === "filename" && rest.length === 0) filename += value;
      // Parts of a body may have names and boxes of their own, one level below.
      if (root !== "annotation" || first !== "object" || rest[0] === "part") return;
      const [object, name] = [objects.at(-1)!, rest.join("/")];
      object.set(name, (object.get(name) ?? "") + value);
    };
    parser.onerror = (error) => {
      throw new TypeError(visible(`it must be XML: got ${error.message.split("\n").slice(0, 2).join(", ")}`));
    };
    parser.write(text).close();
    if (root !== "annotation") throw new TypeError(visible(`it must hold an annotation: got ${root ?? "nothing"}`));
    return { filename, objects: objects.map(objectOf) };
  };
}

/** What is read of an object. */
const READ: ReadonlySet<string> = new Set([
  ...["name", "difficult", "bndbox/xmin", "bndbox/ymin", "bndbox/xmax", "bndbox/ymax"],
]);

function objectOf(said: ReadonlyMap<string, string>, i: number): VocObject {
  const name = said.get("name");
  if (!name) throw new TypeError(`object ${i + 1} must have a name: got none`);
  const [left, top, right, bottom] = ["xmin", "ymin", "xmax", "ymax"].map((side) => {
    const value = said.get(`bndbox/${side}`), number = value === undefined || value === "" ? NaN : Number(value);
    if (Number.isFinite(number)) return number;
    throw new TypeError(visible(`object ${i + 1} must have a number as ${side} of its bndbox: got ${value || "none"}`));
  }) as [number, number, number, number];
  if (right < left || bottom < top) {
    throw new TypeError(
      `the box of object ${i + 1} must end after it begins: got ${left}, ${top} to ${right}, ${bottom}`,
    );
  }
  return { name, box: [left - 1, top - 1, right, bottom], difficult: said.get("difficult") === "1" };
}

/**
 * An image with its objects, by the classes there are.
 *
 * @param file The image.
 * @param objects What is in it.
 * @param classes The names of the classes.
 * @throws {TypeError} If an object is of another class; the message is the end of a sentence.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { boxedOf } from "./voc.ts";
 *
 * const cat = { name: "cat", box: [0, 1, 30, 40], difficult: false } as const;
 * assertEquals(boxedOf("a.jpg", [cat], ["bird", "cat"]), { file: "a.jpg", boxes: [0, 1, 30, 40], labels: [1] });
 * ```
 */
export function boxedOf(file: string, objects: readonly VocObject[], classes: readonly string[]): BoxedFile {
  const labels = objects.map(({ name }, i) => {
    const label = classes.indexOf(name);
    if (label >= 0) return label;
    throw new TypeError(`object ${i + 1} must be of a class among ${classes.join(", ")}: got ${visible(name)}`);
  });
  return { file, boxes: objects.flatMap(({ box }) => box), labels };
}
