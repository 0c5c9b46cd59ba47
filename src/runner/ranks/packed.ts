/** Plain data with arrays of numbers in it, such as a snapshot, as bytes and back. */

const ARRAYS = { Float32Array, Int32Array, Uint8Array } as const;
type Kind = keyof typeof ARRAYS;

/** Stands for an array in the text. */
interface Placed {
  readonly " array": number;
  readonly kind: Kind;
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

/** What was packed. */
export function unpacked([text, ...parts]: readonly Uint8Array[]): unknown {
  if (text!.length === 0) return undefined;
  return JSON.parse(new TextDecoder().decode(text), (_, each) => {
    if (typeof each !== "object" || each === null) return each;
    if (" number" in each) return Number(each[" number"]);
    if (!(" array" in each)) return each;
    const { " array": place, kind } = each as Placed;
    return new ARRAYS[kind](parts[place - 1]!.slice().buffer as ArrayBuffer);
  });
}
