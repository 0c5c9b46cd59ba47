/** From bytes to the numbers of a batch, in one walk over each image: a program in WebAssembly with memory of its own. */
import type { Frame } from "../transforms/frame.ts";
import type { Conversion } from "../transform.ts";
import { assembled } from "./assembled.ts";

/** Makes one batch after the other, in the same memory. */
export interface Printer {
  /** Begins a batch of so many numbers, in images of so many channels. */
  begin(numbers: number, channels: number): void;
  /** Turns the pixels of a frame into numbers, from the index `at` on. */
  print(image: Uint8Array, frame: Frame, at: number): void;
  /** The numbers of the batch; the next one overwrites them. */
  numbers(): Float32Array<ArrayBuffer>;
}

/** What assembly/print.as exports. */
interface Program {
  readonly memory: WebAssembly.Memory;
  readonly print: (...places: number[]) => void;
}

const PAGE = 2 ** 16;

/**
 * Starts the program. Its memory holds the conversion's table, then the numbers of a batch, then one image.
 *
 * @param conversion What each byte becomes.
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
export function openPrinter(conversion: Conversion): Printer {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.fromBase64(assembled)));
  const { memory, print } = exports as unknown as Program;
  let bytes = new Uint8Array(memory.buffer as ArrayBuffer);
  let channels = 0, first = 0, count = 0;
  const reserve = (end: number): void => {
    if (end <= bytes.length) return;
    memory.grow(Math.ceil((end - bytes.length) / PAGE));
    bytes = new Uint8Array(memory.buffer as ArrayBuffer);
  };
  return {
    begin(numbers, ofChannels) {
      if (ofChannels !== channels) {
        const table = conversion.table(ofChannels);
        reserve(table.byteLength);
        new Float32Array(bytes.buffer, 0, table.length).set(table);
        channels = ofChannels;
        first = table.byteLength;
      }
      count = numbers;
      reserve(first + 4 * count);
    },
    print(image, { image: [, width], top, left, height, width: columns, mirrored, seen }, at) {
      // Rows that nobody sees stay where they are.
      const row = width * channels, place = first + 4 * count;
      const rows = Math.max(seen.bottom - seen.top, 0);
      reserve(place + rows * row);
      if (rows > 0) bytes.set(image.subarray(seen.top * row, seen.bottom * row), place);
      print(
        ...[place, first + 4 * at, 0, width, channels, top - seen.top, left, height, columns, Number(mirrored)],
        ...[0, seen.left, rows, seen.right],
      );
    },
    numbers: () => new Float32Array(bytes.buffer, first, count),
  };
}
