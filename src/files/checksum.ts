/** Whether numbers are still what they were: a checksum over tensors and texts, fast beside writing them. */
import type { HostTensor } from "../snapshot.ts";

/**
 * The checksum of tensors and texts, in 32 hexadecimal digits. It does not depend on the order in which they are given.
 *
 * Words of 32 bits go in turns into four lanes; each step, `lane = rotate((lane ^ word) * odd, 13) * odd`, can be undone
 * where one of lane and word is known, so that a change of any one word surely changes the sum. It guards against damage
 * and not against someone who wants to deceive.
 *
 * @param tensors Tensors by name.
 * @param texts Texts by name.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { checksum } from "./checksum.ts";
 *
 * const bias = (value: number) => ({ bias: { dtype: "float32", shape: [1], data: Float32Array.of(value) } }) as const;
 * assert(checksum(bias(1), {}) !== checksum(bias(1.0000001), {}));
 * ```
 */
export function checksum(
  tensors: Readonly<Record<string, HostTensor>>,
  texts: Readonly<Record<string, string>>,
): string {
  const lanes = Uint32Array.from(ODD), encoder = new TextEncoder();
  const byName = <T>(record: Readonly<Record<string, T>>) =>
    Object.entries(record).toSorted(([a], [b]) => a < b ? -1 : 1);
  const add = (text: string) => fold(lanes, encoder.encode(text));
  for (const [name, text] of byName(texts)) add(JSON.stringify([name, text]));
  for (const [name, { dtype, shape, data }] of byName(tensors)) {
    add(JSON.stringify([name, dtype, shape]));
    fold(lanes, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  // Each lane into all others, so that a change shows in every digit.
  for (let at = 0; at < 16; at++) lanes[at % 4] = mix(lanes[at % 4]!, lanes[(at + 3) % 4]!, ODD[at % 4]!);
  return [...lanes].map((lane) => lane.toString(16).padStart(8, "0")).join("");
}

/** Odd numbers whose bits look drawn: 2³² over the golden ratio, and those of xxHash32 (Collet, 2012). */
const AFTER = 0x165667b1, ODD = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const;

function fold(lanes: Uint32Array, bytes: Uint8Array): void {
  // Views of words must begin at a multiple of four.
  const { buffer, byteOffset } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = new Uint32Array(buffer, byteOffset, bytes.length >> 2), whole = words.length & ~3;
  let [a, b, c, d] = lanes as unknown as [number, number, number, number];
  for (let at = 0; at < whole; at += 4) {
    a = mix(a, words[at]!, ODD[0]);
    b = mix(b, words[at + 1]!, ODD[1]);
    c = mix(c, words[at + 2]!, ODD[2]);
    d = mix(d, words[at + 3]!, ODD[3]);
  }
  for (let at = whole; at < words.length; at++) [a, b, c, d] = [b, c, d, mix(a, words[at]!, ODD[0])];
  for (let at = words.length * 4; at < bytes.length; at++) [a, b, c, d] = [b, c, d, mix(a, bytes[at]!, ODD[1])];
  // The length too, since no bytes are like bytes of nothing.
  lanes.set([mix(a, bytes.length, ODD[2]), b, c, d]);
}

function mix(lane: number, word: number, odd: number): number {
  const product = Math.imul(lane ^ word, odd);
  return Math.imul((product << 13) | (product >>> 19), AFTER);
}
