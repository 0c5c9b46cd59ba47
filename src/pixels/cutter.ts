/** Takes parts of images into a batch, byte by byte: a program in WebAssembly. */
import { type Frame, isWhole } from "./frame.ts";
import { openWorkspace, WORD } from "./program.ts";

/** Makes one batch after the other. */
export interface Cutter {
  /**
   * Begins a batch.
   *
   * @param size Its bytes.
   * @param tray Where they are put; what was there goes.
   */
  begin(size: number, tray?: number): void;
  /** Takes the pixels of a frame, from the index `at` on. One image comes after the other. */
  cut(image: Uint8Array, frame: Frame, at: number): void;
  /**
   * The bytes of the batch, or some of them, in memory that threads can share; they stand until the tray is used again. An image that is
   * put there before it is cut is there already.
   */
  bytes(at?: number, length?: number): Uint8Array;
}

/**
 * Starts the program.
 *
 * @param trays How many batches there are at a time.
 * @param workspace Where they are. Default memory of its own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { crop, whole } from "./frame.ts";
 * import { openCutter } from "./cutter.ts";
 *
 * const mirrored = crop(whole([1, 2, 1]), { top: 0, left: 0, height: 1, width: 3, mirrored: true });
 * const cutter = openCutter();
 * cutter.begin(3);
 * cutter.cut(Uint8Array.of(7, 8), mirrored, 0);
 * assertEquals(cutter.bytes(), Uint8Array.of(0, 8, 7));
 * ```
 */
export function openCutter(trays = 1, { memory, program, room } = openWorkspace()): Cutter {
  const mask = room.take(16);
  let channels = 0, all = room.take(0), picture = all, first = 0, size = 0;
  return {
    begin(bytes, tray = 0) {
      size = bytes;
      const padded = Math.ceil(size / 16) * 16 + BEYOND;
      if (padded * trays > all.size) all = room.take(padded * trays);
      first = all.at + tray * Math.floor(all.size / trays / 16) * 16;
    },
    cut(image, frame, at) {
      const { image: [, width, depth], top, left, height, width: columns, mirrored } = frame;
      const { seenTop, seenLeft, seenBottom, seenRight } = frame;
      if (isWhole(frame)) {
        const isHere = image.buffer === memory.buffer;
        if (!isHere) room.bytes.set(image, first + at);
        else if (image.byteOffset !== first + at) program.copy(image.byteOffset, first + at, image.length);
        return;
      }
      if (depth !== channels) room.bytes.set(maskOf(channels = depth), mask.at);
      const row = width * depth, rows = Math.max(seenBottom - seenTop, 0);
      // Of large images, rows that nobody sees stay where they are.
      const seenRows = image.length < LARGE ? image : image.subarray(seenTop * row, (seenTop + rows) * row);
      const taken = seenRows.length + 2 * BEYOND + WORD;
      if (taken > picture.size) picture = room.take(taken);
      const place = picture.at + BEYOND + seenRows.byteOffset % WORD;
      room.bytes.set(seenRows, place);
      const before = seenRows === image ? 0 : seenTop;
      // deno-fmt-ignore
      program.cut(
        place, first + at, mask.at, width, depth, top - before, left, height, columns, Number(mirrored),
        seenTop - before, seenLeft, seenBottom - before, seenRight,
      );
    },
    bytes: (at = 0, length = size - at) => new Uint8Array(memory.buffer, first + at, length),
  };
}

/** The bytes from which on a part of an image is taken. */
const LARGE = 2 ** 16;
/** The program reads and writes up to so many bytes more than it needs. */
const BEYOND = 16;

/** Whole pixels in reverse order, from the end of 16 bytes on; what is no whole pixel comes last. */
function maskOf(channels: number): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, i) => Math.max(0, 16 - channels - (i - i % channels) + i % channels));
}
