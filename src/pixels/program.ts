/** The program in assembly/, and the memory on which it works. */
import { assembled } from "./assembled.ts";

/** What assembly/images.as exports. */
export interface Images {
  readonly cut: (...places: number[]) => void;
  readonly copy: (from: number, to: number, size: number) => void;
  readonly convert: (from: number, to: number, plan: number, count: number, channels: number) => void;
  readonly tone: (from: number, to: number, count: number, factor: number, added: number) => void;
  readonly bits: (from: number, to: number, count: number, threshold: number, flipped: number, kept: number) => void;
  readonly lightness: (from: number, pixels: number) => number;
  readonly saturate: (from: number, to: number, pixels: number, factor: number) => void;
  readonly sharpen: (...places: number[]) => void;
  readonly count: (from: number, counts: number, length: number) => void;
  readonly extremes: (from: number, found: number, length: number) => void;
  readonly stretch: (from: number, to: number, plan: number, length: number) => void;
  readonly lookUp: (from: number, to: number, tables: number, length: number) => void;
  readonly nearest: (...places: number[]) => void;
}

/** Compiled once, as V8 makes it faster while it runs, and where it is first needed. */
let program: WebAssembly.Module | undefined;

/**
 * Where threads share memory, V8 copies words of so many bytes that lie equally in both places, and else byte by byte, ten times as slow:
 * what is copied keeps its place within a word.
 */
export const WORD = 8;

const PAGE = 2 ** 16;
/** A mask's place that stays 0. */
const NO_BYTE = 255;

/** Memory that threads can share, for one instance of the program. */
export function sharedMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
}

/** Starts the program on a memory. */
export function openImages(memory: WebAssembly.Memory): Images {
  program ??= new WebAssembly.Module(Uint8Array.fromBase64(assembled));
  return new WebAssembly.Instance(program, { env: { memory } }).exports as unknown as Images;
}

/** A memory on which the program works, and what of it is not given out: who shares it hands images on where they lie. */
export interface Workspace {
  readonly memory: WebAssembly.Memory;
  readonly program: Images;
  readonly room: Room;
}

/**
 * The program on a memory, of which all else is given out from here on. It is started where it is first needed, as most samples are no
 * images: that takes a tenth of a millisecond.
 *
 * @param memory Default memory of its own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openWorkspace } from "./program.ts";
 *
 * const { program, room } = openWorkspace(), [from, to] = [room.take(16), room.take(16)];
 * room.bytes.fill(7, from.at, from.at + 16);
 * program.copy(from.at, to.at, 16);
 * assertEquals(room.bytes[to.at + 15], 7);
 * ```
 */
export function openWorkspace(memory?: WebAssembly.Memory): Workspace {
  let program: Images | undefined, room: Room | undefined;
  return {
    get memory() {
      return memory ??= sharedMemory();
    },
    get program() {
      return program ??= openImages(this.memory);
    },
    get room() {
      return room ??= openRoom(this.memory);
    },
  };
}

/** A part of a memory. */
export interface Part {
  readonly at: number;
  readonly size: number;
}

/** Parts of a memory that are given out one after the other. */
export interface Room {
  /** A new part, of as much as is asked for and then some, since what was there before is not used again. */
  take(size: number): Part;
  /** The whole memory. */
  readonly bytes: Uint8Array;
}

/** Begins to give out a memory, after what assembly/constants.as reads. */
export function openRoom(memory: WebAssembly.Memory): Room {
  constants ??= constantsOf();
  let bytes = new Uint8Array(memory.buffer), used = constants.length;
  bytes.set(constants);
  return {
    get bytes() {
      return bytes;
    },
    take(size) {
      const part = { at: used, size: Math.ceil(size * 1.25 / 16) * 16 };
      used += part.size;
      if (used > bytes.length) {
        memory.grow(Math.ceil((used - bytes.length) / PAGE));
        bytes = new Uint8Array(memory.buffer);
      }
      return part;
    },
  };
}

/** What assembly/constants.as names, in its order. */
let constants: Uint8Array | undefined;

function constantsOf(): Uint8Array {
  const colours = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [0, 3, 6, 9], [1, 4, 7, 10], [2, 5, 8, 11]].flat();
  const weights = [0.2989, 0.587, 0.114].flatMap((weight) => [weight, weight, weight, weight]);
  const packs = [1, 2, 3, 4].flatMap((channels) =>
    Array.from({ length: 16 }, (_, i) => i < 4 * channels ? Math.floor(i / channels) * 4 + i % channels : NO_BYTE)
  );
  const parts = [
    ...[Uint8Array.from(colours.flatMap((at) => [at, NO_BYTE, NO_BYTE, NO_BYTE])), Float32Array.from(weights)],
    ...[Uint8Array.from(packs), Float64Array.of(2, 2)],
  ];
  return Uint8Array.from(parts.flatMap(({ buffer }) => [...new Uint8Array(buffer)]));
}
