/** The largest numbers of each gradient alone; what is not sent is added to the next one. */
import { oddly } from "../../options/heard_from.ts";
import type { Wire } from "../wire.ts";

/**
 * Each rank sends the largest numbers of each gradient, with their places, and keeps the others back until they have grown: error
 * feedback (Stich et al., 2018, "Sparsified SGD with memory"). Nothing is lost, some of it comes later.
 *
 * Where a gradient is not finite on one of the ranks, so are the sums, and nothing is kept of that step.
 *
 * @param share Of the numbers of each gradient, in (0, 1]; at least one is sent.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { one } from "jsr:@raptor/raptor";
 * import { topK } from "./top_k.ts";
 *
 * const wire = topK(0.25), sent = [0, 1].map(() => {
 *   const numbers = Float32Array.of(1, -3, 2, 0);
 *   wire.sum(numbers, one(), [{ name: "w", size: 4 }]);
 *   return [...numbers];
 * });
 * assertEquals(sent, [[0, -3, 0, 0], [0, 0, 4, 0]]);
 * assertEquals([...wire.unsent!.get("w")!], [2, -3, 0, 0]);
 * ```
 */
export function topK(share: number): Wire {
  const unsent = new Map<string, Float32Array<ArrayBuffer>>();
  return {
    unsent,
    sum(numbers, { now }, parts) {
      let from = 0;
      const owned = parts.map(({ name, size }) => {
        const own = numbers.subarray(from, from + size), held = unsent.get(name) ?? new Float32Array(size);
        unsent.set(name, held);
        for (let i = 0; i < size; i++) own[i]! += held[i]!;
        const places = largest(own, Math.ceil(share * size));
        from += size;
        return { own, held, places, from: from - size };
      });
      const messages = now.gather(messageOf(owned));
      // One that is empty is of a rank whose numbers are not all finite.
      if (parts.length > 0 && messages.some(({ length }) => length === 0)) return void numbers.fill(NaN);
      for (const { own, held, places } of owned) {
        held.set(own);
        for (const place of places!) held[place] = 0;
      }
      numbers.fill(0);
      for (const [rank, message] of messages.entries()) {
        requireSound(message, numbers.length, rank);
        const half = message.length / 2, values = new Float32Array(message.buffer as ArrayBuffer, 4 * half, half);
        for (let i = 0; i < half; i++) numbers[message[i]!]! += values[i]!;
      }
    },
  };
}

/** Half of a message are places, each of a number that is there. */
function requireSound(message: Int32Array, length: number, rank: number): void {
  const places = message.subarray(0, message.length / 2), isPlace = (place: number) => place >= 0 && place < length;
  if (message.length % 2 === 1 || !places.every(isPlace)) {
    throw oddly(rank, "send numbers of gradients with their places", message.byteLength);
  }
}

/** Numbers that are chosen, of some that lie side by side with others. */
interface Chosen {
  readonly own: Float32Array;
  /** Where the chosen ones are in `own`; undefined where not all are finite. */
  readonly places: Uint32Array | undefined;
  /** Where `own` is among all. */
  readonly from: number;
}

/** The places among all first, then the numbers. */
function messageOf(chosen: readonly Chosen[]): Int32Array<ArrayBuffer> {
  if (chosen.some(({ places }) => places === undefined)) return new Int32Array(0);
  const half = chosen.reduce((sum, { places }) => sum + places!.length, 0), message = new Int32Array(2 * half);
  const values = new Float32Array(message.buffer, 4 * half, half);
  let at = 0;
  for (const { own, places, from } of chosen) {
    for (const place of places!) {
      message[at] = from + place;
      values[at++] = own[place]!;
    }
  }
  return message;
}

/** The upper and the lower halves of the bits of a size are counted apart: two passes, and no sorting. */
const HALF = 2 ** 16, INFINITE = 0x7f80;

/**
 * Where the `k` largest numbers are by their size, in the order of their places; of equal ones the first are taken.
 *
 * @returns Undefined where a number is not finite.
 */
export function largest(numbers: Float32Array, k: number): Uint32Array | undefined {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length), counts = new Uint32Array(HALF / 2);
  // Without its sign, a larger number has larger bits.
  for (let i = 0; i < bits.length; i++) counts[(bits[i]! & 0x7fffffff) >>> 16]!++;
  if (counts.subarray(INFINITE).some((count) => count > 0)) return undefined;
  const [upper, above] = reached(counts, k), fine = new Uint32Array(HALF);
  for (let i = 0; i < bits.length; i++) {
    const size = bits[i]! & 0x7fffffff;
    if (size >>> 16 === upper) fine[size % HALF]!++;
  }
  const [lower, larger] = reached(fine, k - above), least = upper * HALF + lower, places = new Uint32Array(k);
  let at = 0, equal = k - above - larger;
  for (let i = 0; at < k && i < bits.length; i++) {
    const size = bits[i]! & 0x7fffffff;
    if (size > least || (size === least && equal-- > 0)) places[at++] = i;
  }
  return places;
}

/** From the top: where `k` are reached, and how many are above that. */
function reached(counts: Uint32Array, k: number): [place: number, above: number] {
  let above = 0, place = counts.length - 1;
  while (above + counts[place]! < k) above += counts[place--]!;
  return [place, above];
}
