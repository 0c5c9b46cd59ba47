/** Plain data with arrays of numbers in it, such as a snapshot, as bytes and back. */

import { oddly } from "../../options/heard_from.ts";

const ARRAYS = { Float32Array, Int32Array, Uint8Array } as const;
type Kind = keyof typeof ARRAYS;

/** Stands for an array in the text. */
interface Placed {
  readonly " array": number;
  readonly kind: Kind;
}

/** Stands for a number that is not finite. */
interface Numbered {
  readonly " number": string;
}

/** A text first, then the bytes of each array. */
export function packed(value: unknown): Uint8Array[] {
  const parts: Uint8Array[] = [];
  const text = JSON.stringify(value, (_, each) => {
    if (typeof each === "number" && !Number.isFinite(each)) return { " number": String(each) };
    if (!ArrayBuffer.isView(each)) return each;
    const { buffer, byteOffset, byteLength } = each;
    parts.push(new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer));
    return { " array": parts.length, kind: each.constructor.name };
  });
  return [new TextEncoder().encode(text ?? ""), ...parts];
}

/**
 * What was packed.
 *
 * @param parts As another rank has sent them.
 * @param from Which rank, for errors. Default the first.
 * @throws {Error} If they are none.
 */
export function unpacked([text, ...parts]: readonly Uint8Array[], from = 0): unknown {
  if (text!.length === 0) return undefined;
  const odd = () => oddly(from, "send what it has read", text!.length);
  const placed = (each: unknown): unknown => {
    if (typeof each !== "object" || each === null) return each;
    if (Object.hasOwn(each, " number")) return Number((each as Numbered)[" number"]);
    if (!Object.hasOwn(each, " array")) return each;
    const { " array": place, kind } = each as Placed, bytes = parts[place - 1];
    if (bytes === undefined || !Object.hasOwn(ARRAYS, kind)) throw odd();
    const Kind = ARRAYS[kind];
    if (bytes.length % Kind.BYTES_PER_ELEMENT !== 0) throw odd();
    return new Kind(bytes.slice().buffer as ArrayBuffer);
  };
  let read: unknown;
  try {
    read = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch {
    throw odd();
  }
  return everywhere(read, placed);
}

/** Each value within another one replaced, innermost first. */
function everywhere(value: unknown, by: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => everywhere(each, by));
  if (typeof value !== "object" || value === null) return value;
  return by(Object.fromEntries(Object.entries(value).map(([name, each]) => [name, everywhere(each, by)])));
}
