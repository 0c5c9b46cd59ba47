/**
 * What a rank is about to do, told to all before they do it. libmpi trusts its callers: where one sums more numbers than another, it hands
 * out wrong sums, writes beside its memory, or waits for ever.
 */
import type { Bytes } from "../../group.ts";
import { MOST, usualOf } from "../../options/heard_from.ts";

/** A call as a few numbers: which it is, of which type, of how many bytes, of which rank, and what tells several lengths apart. */
export type Call = Float64Array<ArrayBuffer>;

const CALLS = ["sum", "broadcast", "gather", "barrier", "end"] as const;
const TYPES = [Float32Array, Float64Array, Int32Array, Uint8Array] as const;
const EACH = 5;

/**
 * Makes it.
 *
 * @param name Which.
 * @param buffers What is summed, handed round or gathered. Default nothing.
 * @param from Whose is taken. Default rank 0.
 */
export function callOf(name: (typeof CALLS)[number], buffers: readonly Bytes[] = [], from = 0): Call {
  const types = buffers.map((buffer) => 1 + TYPES.findIndex((Type) => buffer instanceof Type));
  const bytes = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  // What is gathered may be of any length.
  const apart = name === "gather" ? [] : buffers.map(({ byteLength }, i) => (i + 1) * (8 * byteLength + types[i]!));
  return Float64Array.of(CALLS.indexOf(name), types[0] ?? 0, bytes, from, apart.reduce((sum, each) => sum + each, 0));
}

/**
 * How many bytes each rank has, once it is known that all do the same.
 *
 * @param calls Of all ranks, one after the other.
 * @param rank Which is this one.
 * @throws {Error} If one of them does something else, with its name: of more than two ranks, that which is not as most are.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { callOf, lengthsIn } from "./call.ts";
 *
 * const told = (...lengths: number[]) =>
 *   Float64Array.from(lengths.flatMap((length) => [...callOf("sum", [new Float32Array(length)])]));
 * assertEquals(lengthsIn(told(2, 2), 0), [8, 8]);
 * assertThrows(() => lengthsIn(told(2, 3, 2), 0), Error, "got a sum of 12 bytes (Float32) on rank 1");
 * ```
 */
export function lengthsIn(calls: Float64Array, rank: number): number[] {
  const all = Array.from({ length: calls.length / EACH }, (_, i) => [...calls.subarray(EACH * i, EACH * (i + 1))]);
  const keys = all.map(keyOf), usual = usualOf(keys, keys[rank]!);
  const odd = keys.findIndex((key, i) => key !== usual || !isSound(all[i]!));
  if (odd >= 0) {
    const other = keys.indexOf(usual), others = isSound(all[odd]!) ? ` and ${shown(all[other]!)} on rank ${other}` : "";
    throw new Error(
      `Cannot go on as all ranks must make the same calls: got ${shown(all[odd]!)} on rank ${odd}${others}. ` +
        "Let no rank alone skip a call, end, or have other lengths.",
    );
  }
  return all.map(([, , bytes]) => bytes!);
}

/** What must be the same on all. */
function keyOf([call, type, , from, apart]: readonly number[]): string {
  return [call, type, from, apart].join();
}

function isSound([call, , bytes]: readonly number[]): boolean {
  const most = CALLS[call!] === "gather" ? MOST : Infinity;
  return CALLS[call!] !== undefined && Number.isSafeInteger(bytes) && bytes! >= 0 && bytes! <= most;
}

function shown(call: readonly number[]): string {
  const [which, type, bytes, from] = call, name = CALLS[which!];
  if (!isSound(call)) return "what is none";
  if (name === "barrier" || name === "end") return name === "end" ? "the end of the program" : "a barrier";
  const kind = TYPES[type! - 1]?.name.replace("Array", "") ?? "nothing";
  return `a ${name} of ${bytes} bytes (${kind})${name === "broadcast" ? ` from rank ${from}` : ""}`;
}
