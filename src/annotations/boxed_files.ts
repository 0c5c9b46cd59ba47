/** Images in files with the boxes of what is in them, whatever format these were told in. */
import { visible } from "../terminal/visible.ts";
import { type ImageDecoder, imageDecoder } from "../pixels/decode_image.ts";
import { readPicture } from "../pixels/read_picture.ts";
import type { BoxTarget, RaggedField, Source } from "../source.ts";
import type { Picture } from "../transform.ts";

/** An image and what is in it. */
export interface BoxedFile {
  /** The path of the image. */
  readonly file: string;
  /** Left, top, right and bottom of each box, one after the other. */
  readonly boxes: readonly number[];
  /** The class of each box, counted from 0. */
  readonly labels: readonly number[];
  /** Further numbers of each box, by the name of their field. */
  readonly further?: Readonly<Record<string, readonly number[]>>;
  /** Why its boxes cannot be read: a sentence, which is the error where it is asked for. */
  readonly broken?: string;
}

/** Images and their boxes. */
export interface BoxedFiles {
  /** The images; all have the same further fields. */
  readonly files: readonly BoxedFile[];
  /** The names of the classes, in the order of their labels. */
  readonly classes: readonly string[];
  /** Whether boxes are told in pixels or in shares of the image's width and height. */
  readonly unit: "pixels" | "share";
}

/** The same, as threads are told of it: in memory that they share. */
export interface SharedBoxes extends Pick<BoxedFiles, "classes" | "unit"> {
  readonly paths: readonly string[];
  /** Where the boxes of each image end. */
  readonly ends: SharedArrayBuffer;
  readonly boxes: SharedArrayBuffer;
  readonly labels: SharedArrayBuffer;
  readonly further: Readonly<Record<string, SharedArrayBuffer>>;
  readonly broken: ReadonlyMap<number, string>;
}

/**
 * The images with their boxes in pixels, cut off at the borders of the image. A box of which nothing is left makes its image a broken
 * sample: torchvision's references for detection drop it in silence.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { boxedFiles } from "./boxed_files.ts";
 *
 * const file = { file: "cat.jpg", boxes: [0, 0, 4, 5], labels: [0] };
 * assertEquals(boxedFiles({ files: [file], classes: ["cat"], unit: "pixels" }).title!(0), "cat.jpg");
 * ```
 */
export function boxedFiles({ files, classes, unit }: BoxedFiles): Source<Picture, BoxTarget> {
  let count = 0;
  const ends = Uint32Array.from(files, ({ labels }) => count += labels.length);
  const names = Object.keys(files[0]?.further ?? {});
  return sharedBoxes({
    ...{ classes, unit, paths: files.map(({ file }) => file), ends: shared(ends) },
    boxes: shared(Float32Array.from(files.flatMap(({ boxes }) => boxes))),
    labels: shared(Int32Array.from(files.flatMap(({ labels }) => labels))),
    further: Object.fromEntries(
      names.map((name) => [name, shared(Float32Array.from(files.flatMap(({ further }) => further![name]!)))]),
    ),
    broken: new Map(files.flatMap(({ broken }, i) => broken === undefined ? [] : [[i, broken] as const])),
  });
}

function shared({ buffer }: Float32Array | Int32Array | Uint32Array): SharedArrayBuffer {
  const copy = new SharedArrayBuffer(buffer.byteLength);
  new Uint8Array(copy).set(new Uint8Array(buffer));
  return copy;
}

/** What a thread makes of the recipe of {@linkcode boxedFiles}. */
export function sharedBoxes(told: SharedBoxes): Source<Picture, BoxTarget> {
  const { paths, classes, unit, broken } = told, ends = new Uint32Array(told.ends);
  const boxes = new Float32Array(told.boxes), labels = new Int32Array(told.labels);
  const further = Object.entries(told.further).map(([name, buffer]) => [name, new Float32Array(buffer)] as const);
  let decode: ImageDecoder | undefined;
  return Object.freeze({
    name: "boxedFiles",
    size: paths.length,
    classes,
    recipe: { module: import.meta.url, name: "sharedBoxes", options: told },
    async open() {
      decode ??= await imageDecoder();
    },
    get(index: number) {
      const why = broken.get(index);
      if (why !== undefined) throw new Error(why);
      const x = readPicture(paths[index]!, decode!), [height, width] = x.shape;
      const scale = unit === "pixels" ? [1, 1] : [width, height], sides: number[] = [], kept: number[] = [];
      for (let i = index === 0 ? 0 : ends[index - 1]!; i < ends[index]!; i++) {
        const said = [0, 1, 2, 3].map((side) => boxes[4 * i + side]! * scale[side % 2]!);
        const box = said.map((value, side) => Math.min(Math.max(value, 0), side % 2 === 0 ? width : height));
        if (!(box[2]! > box[0]! && box[3]! > box[1]!)) throw outside(paths[index]!, kept.length + 1, said, x.shape);
        kept.push(i);
        sides.push(...box);
      }
      const numbers = (of: Float32Array, fill: number): RaggedField => {
        const data = Float32Array.from(kept, (i) => of[i]!);
        return { dtype: "float32", shape: [kept.length], data, fill, multiple: MULTIPLE };
      };
      const some = { fill: 0, multiple: MULTIPLE };
      const y = {
        boxes: { ...some, dtype: "float32", shape: [kept.length, 4], data: Float32Array.from(sides) },
        labels: {
          ...{ fill: -1, multiple: MULTIPLE, dtype: "int32", shape: [kept.length] },
          data: Int32Array.from(kept, (i) => labels[i]!),
        },
        ...Object.fromEntries(further.map(([name, of]) => [name, numbers(of, 0)])),
      } as BoxTarget;
      return { x, y };
    },
    title: (index: number) => paths[index]!,
  });
}

function outside(file: string, number: number, sides: readonly number[], [height, width]: Picture["shape"]): Error {
  const [left, top, right, bottom] = sides;
  return new RangeError(visible(
    `Cannot read the boxes of ${file} as box ${number} must lie in the image, of ${width} x ${height} pixels: ` +
      `got ${left}, ${top} to ${right}, ${bottom}. Correct it, or remove it.`,
  ));
}

/** In a batch there is room for a multiple of so many boxes. */
const MULTIPLE = 8;
