/** Changes the pixels of an image, many at a time: a program in WebAssembly, and the memory on which it works. */
import type { ImageShape, ImageTool } from "../transform.ts";
import { type Images, openWorkspace, type Part } from "./program.ts";

/** What the program does to images. */
export interface Brush extends ImageTool {
  readonly tool: "brush";
  /** One of two images in the program's own memory, which are not copied on their way in and out. */
  image(which: 0 | 1, size: number): Uint8Array;
  /** Fills `to` with the same bytes. */
  copy(from: Uint8Array, to: Uint8Array): void;
  /** Fills `to` by a function of the program, given where both images are: never in one place. */
  paint(from: Uint8Array, to: Uint8Array, work: (program: Images, from: number, to: number) => void): void;
  /** The sum of how light the pixels of red, green and blue are, each a whole number. */
  lightness(image: Uint8Array): number;
  /** How often each byte occurs at every third place from the first one on, from the second and from the third: 256 numbers each. */
  count(image: Uint8Array): Uint32Array;
  /** The least and the greatest of these, for each of the three. */
  extremes(image: Uint8Array): readonly (readonly [least: number, most: number])[];
  /** Takes `less` away from the bytes of each of the three kinds, and scales what is left, cut off to a whole number; nothing may be below. */
  stretch(from: Uint8Array, to: Uint8Array, less: readonly number[], factors: readonly number[]): void;
  /** Looks bytes up in three tables of 256, taken in turns. */
  lookUp(from: Uint8Array, to: Uint8Array, tables: Uint8Array): void;
  /**
   * Fills an image of the same shape with the nearest old pixels.
   *
   * @param matrix The upper two rows of one, from places of the new image to places of the old one.
   * @param fill The bytes of a pixel that is shown where the old image has nothing.
   */
  nearest(
    from: Uint8Array,
    to: Uint8Array,
    shape: ImageShape,
    matrix: readonly number[],
    fill: readonly number[],
  ): void;
}

/** The brush that a step was given, or one that it makes for itself. */
export function brushOf(tool: ImageTool | undefined, own: () => Brush): Brush {
  return tool?.tool === "brush" ? tool as Brush : own();
}

/** The program reads and writes up to so many bytes more than it needs. */
const BEYOND = 16;
const TABLES = 3 * 256, COUNTS = 12 * 4 * 256;
/** As many places as the program looks at together. */
const PLACES = 48;

/**
 * Starts the program.
 *
 * @param workspace Where images lie that need not be copied on their way in and out. Default memory of its own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openBrush } from "./brush.ts";
 *
 * const brush = openBrush(), image = new Uint8Array(3);
 * brush.paint(Uint8Array.of(1, 100, 200), image, ({ tone }, from, to) => tone(from, to, 3, 2, 1));
 * assertEquals(image, Uint8Array.of(3, 201, 255));
 * ```
 */
export function openBrush({ memory, program, room } = openWorkspace()): Brush {
  const table = room.take(TABLES).at, counts = room.take(COUNTS).at;
  const own = [room.take(0), room.take(0)] as [Part, Part];
  let given = room.take(0), made = given;
  const placed = (image: Uint8Array): number => {
    if (image.buffer === memory.buffer) return image.byteOffset;
    if (image.length + BEYOND > given.size) given = room.take(image.length + BEYOND);
    room.bytes.set(image, given.at);
    return given.at;
  };
  const copy: Brush["copy"] = (from, to) => {
    // What threads can share is copied word by word by `set`, where the program takes as many as the processor can.
    if (from.buffer !== memory.buffer || to.buffer !== memory.buffer) return to.set(from);
    program.copy(from.byteOffset, to.byteOffset, from.length);
  };
  const paint: Brush["paint"] = (from, to, work) => {
    const old = placed(from);
    if (to.buffer === memory.buffer && to.byteOffset !== old) return work(program, old, to.byteOffset);
    if (to.length + BEYOND > made.size) made = room.take(to.length + BEYOND);
    work(program, old, made.at);
    copy(room.bytes.subarray(made.at, made.at + to.length), to);
  };
  return {
    tool: "brush",
    copy,
    paint,
    image(which, size) {
      if (size + BEYOND > own[which].size) own[which] = room.take(size + BEYOND);
      const { at } = own[which];
      return room.bytes.subarray(at, at + size);
    },
    lightness: (image) => program.lightness(placed(image), image.length / 3),
    count(image) {
      program.count(placed(image), counts, image.length);
      return new Uint32Array(memory.buffer, counts, TABLES);
    },
    extremes(image) {
      program.extremes(placed(image), counts, image.length);
      const found = room.bytes.subarray(counts, counts + 2 * PLACES);
      return [0, 1, 2].map((channel) => {
        let least = 255, most = 0;
        for (let i = channel; i < PLACES; i += 3) {
          least = Math.min(least, found[i]!), most = Math.max(most, found[PLACES + i]!);
        }
        return [least, most];
      });
    },
    stretch(from, to, less, factors) {
      const numbers = new Float32Array(memory.buffer, table + 16, 12);
      for (let i = 0; i < 12; i++) room.bytes[table + i] = less[i % 3]!, numbers[i] = factors[i % 3]!;
      paint(from, to, (program, old, now) => program.stretch(old, now, table, from.length));
    },
    lookUp(from, to, tables) {
      room.bytes.set(tables, table);
      paint(from, to, (program, old, now) => program.lookUp(old, now, table, from.length));
    },
    nearest(from, to, [height, width, channels], [a, b, c, d, e, f], fill) {
      const pixel = fill.reduce((bytes, byte, i) => bytes | byte << (8 * i), 0);
      paint(from, to, ({ nearest }, from, to) => {
        nearest(...[from, to, pixel, height, width, channels] as const, ...[a!, b!, c!, d!, e!, f!]);
      });
    },
  };
}
