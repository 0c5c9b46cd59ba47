/** From bytes to the numbers of a batch, in one walk over each image: a program in WebAssembly. */
import type { Frame } from "../transforms/frame.ts";
import type { Conversion } from "../transform.ts";
import { assembled } from "./assembled.ts";

/** Makes one batch after the other. */
export interface Printer {
  /**
   * Begins a batch.
   *
   * @param numbers How many there will be.
   * @param channels Of its images.
   * @param tray Where they are put; what was there goes.
   */
  begin(numbers: number, channels: number, tray?: number): void;
  /** Turns the pixels of a frame into numbers, from the index `at` on. */
  print(image: Uint8Array, frame: Frame, at: number): void;
  /** The numbers of the batch, in memory that threads can share; they stand until the tray is used again. */
  numbers(): Float32Array;
}

/** What assembly/print.as exports. */
interface Program {
  readonly print: (...places: number[]) => void;
}

const PAGE = 2 ** 16;

/**
 * Starts the program.
 *
 * @param conversion What each byte becomes.
 * @param trays How many batches there are at a time.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { normalize } from "../transforms/normalize.ts";
 * import { whole } from "../transforms/frame.ts";
 * import { openPrinter } from "./printer.ts";
 *
 * const printer = openPrinter(normalize({ mean: [0.5], std: [0.5] }));
 * printer.begin(2, 1);
 * printer.print(Uint8Array.of(0, 255), whole([1, 2, 1]), 0);
 * assertEquals(printer.numbers(), Float32Array.of(-1, 1));
 * ```
 */
export function openPrinter(conversion: Conversion, trays = 1): Printer {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const program = new WebAssembly.Module(Uint8Array.fromBase64(assembled));
  const { print } = new WebAssembly.Instance(program, { env: { memory } }).exports as unknown as Program;
  let bytes = new Uint8Array(memory.buffer), used = 0;
  /** More memory, as much as asked for and then some, since what was there before is not used again. */
  const take = (size: number): Room => {
    const room = { at: used, size: Math.ceil(size * 1.25 / 16) * 16 };
    used += room.size;
    if (used > bytes.length) {
      memory.grow(Math.ceil((used - bytes.length) / PAGE));
      bytes = new Uint8Array(memory.buffer);
    }
    return room;
  };
  let channels = 0, table = NO_ROOM, all = NO_ROOM, picture = NO_ROOM;
  let first = 0, count = 0;
  return {
    begin(numbers, ofChannels, tray = 0) {
      if (ofChannels !== channels) {
        const values = conversion.table(ofChannels);
        table = take(values.byteLength);
        new Float32Array(memory.buffer, table.at, values.length).set(values);
        channels = ofChannels;
      }
      const size = Math.ceil(4 * numbers / 16) * 16;
      if (size * trays > all.size) all = take(size * trays);
      first = all.at + tray * Math.floor(all.size / trays / 16) * 16;
      count = numbers;
    },
    print(image, { image: [, width], top, left, height, width: columns, mirrored, seen }, at) {
      // Rows that nobody sees stay where they are.
      const row = width * channels, rows = Math.max(seen.bottom - seen.top, 0);
      if (rows * row > picture.size) picture = take(rows * row);
      if (rows > 0) bytes.set(image.subarray(seen.top * row, seen.bottom * row), picture.at);
      // deno-fmt-ignore
      print(
        picture.at, first + 4 * at, table.at, width, channels, top - seen.top, left, height, columns, Number(mirrored),
        0, seen.left, rows, seen.right,
      );
    },
    numbers: () => new Float32Array(memory.buffer, first, count),
  };
}

interface Room {
  readonly at: number;
  readonly size: number;
}

const NO_ROOM: Room = Object.freeze({ at: 0, size: 0 });
