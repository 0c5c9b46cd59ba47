/** From bytes to the numbers of a batch, in one walk over each image: a program in WebAssembly. */
import type { Frame } from "../transforms/frame.ts";
import type { Affine, Conversion } from "../transform.ts";
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
  /** Turns the pixels of a frame into numbers, from the index `at` on. One image comes after the other. */
  print(image: Uint8Array, frame: Frame, at: number): void;
  /** The numbers of the batch, in memory that threads can share; they stand until the tray is used again. */
  numbers(): Float32Array;
}

/** What assembly/print.as exports. */
interface Program {
  readonly print: (...places: number[]) => void;
}

/** Compiled once, as V8 makes it faster while it runs. */
const program = new WebAssembly.Module(Uint8Array.fromBase64(assembled));

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
  let channels = 0, plan = NO_ROOM, all = NO_ROOM, picture = NO_ROOM;
  let first = 0, count = 0;
  return {
    begin(numbers, ofChannels, tray = 0) {
      if (ofChannels !== channels) {
        const layout = planOf(conversion.affine(ofChannels), ofChannels);
        plan = take(layout.length);
        bytes.set(layout, plan.at);
        channels = ofChannels;
      }
      const size = Math.ceil(4 * numbers / 16) * 16 + BEYOND;
      if (size * trays > all.size) all = take(size * trays);
      first = all.at + tray * Math.floor(all.size / trays / 16) * 16;
      count = numbers;
    },
    print(image, frame, at) {
      const { image: [, width], top, left, height, width: columns, mirrored } = frame;
      const { seenTop, seenLeft, seenBottom, seenRight } = frame;
      const row = width * channels, rows = Math.max(seenBottom - seenTop, 0);
      // Of large images, rows that nobody sees stay where they are.
      const seenRows = image.length < PAGE ? image : image.subarray(seenTop * row, (seenTop + rows) * row);
      if (seenRows.length + 2 * BEYOND > picture.size) picture = take(seenRows.length + 2 * BEYOND);
      const place = picture.at + BEYOND;
      bytes.set(seenRows, place);
      const before = seenRows === image ? 0 : seenTop;
      // deno-fmt-ignore
      print(
        place, first + 4 * at, plan.at, width, channels, top - before, left, height, columns, Number(mirrored),
        seenTop - before, seenLeft, seenBottom - before, seenRight,
      );
    },
    numbers: () => new Float32Array(memory.buffer, first, count),
  };
}

/**
 * How bytes become numbers, as assembly/print.as reads it: masks that take three times four bytes out of twelve, those for
 * pixels in reverse order, then a scale for each channel, again and again up to 64, and so an offset.
 */
function planOf({ scale, offset }: Affine, channels: number): Uint8Array {
  if (!(channels <= MOST_CHANNELS && scale.length === channels && offset.length === channels)) {
    throw new RangeError(
      `Cannot convert images as there must be a scale and an offset for each of ${channels} channels, ${MOST_CHANNELS} at ` +
        `most: got ${scale.length} and ${offset.length}. Correct what affine() answers.`,
    );
  }
  const plan = new Uint8Array(96 + 8 * MOST_CHANNELS).fill(NO_BYTE, 0, 96);
  for (let i = 0; i < 12; i++) {
    plan[4 * i] = i;
    plan[48 + 4 * i] = 12 - channels - (i - i % channels) + i % channels;
  }
  const numbers = new Float32Array(plan.buffer, 96);
  for (let i = 0; i < MOST_CHANNELS; i++) {
    numbers[i] = scale[i % channels]!;
    numbers[MOST_CHANNELS + i] = offset[i % channels]!;
  }
  return plan;
}

/** The program reads and writes up to so many bytes more than it needs. */
const BEYOND = 48;
const MOST_CHANNELS = 64;
/** A mask's place that stays 0. */
const NO_BYTE = 255;

interface Room {
  readonly at: number;
  readonly size: number;
}

const NO_ROOM: Room = Object.freeze({ at: 0, size: 0 });
