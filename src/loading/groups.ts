/** Batches that another thread makes together, as handing one over takes as long as some tens of small images. */
import { type Film, shapeAfter } from "./collate.ts";
import { bytesOf } from "../sources/memory_images.ts";

/** What a group has at most: bytes that fit into a processor's cache, and batches. */
const BYTES = 2 ** 19, BATCHES = 8;

/**
 * The batches of a pass, several of them together where they are small and of one shape.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { grouped } from "./groups.ts";
 * import { memorySource } from "../sources/memory_images.ts";
 *
 * const source = memorySource({ pixels: new Uint8Array(3), shape: [1, 1, 1] });
 * const order = [Uint32Array.of(2, 0), Uint32Array.of(1)];
 * assertEquals([...grouped({ source, transforms: [] }, order)], [order]);
 * ```
 */
export function* grouped({ source, transforms }: Film, order: Iterable<Uint32Array>): Generator<Uint32Array[]> {
  const shape = source.shape && shapeAfter(transforms, source.shape);
  const fit = shape === undefined ? 0 : BYTES / bytesOf(shape);
  let group: Uint32Array[] = [], size = 0;
  for (const picked of order) {
    if (group.length === BATCHES || (group.length > 0 && size + picked.length > fit)) {
      yield group;
      group = [], size = 0;
    }
    group.push(picked);
    size += picked.length;
  }
  if (group.length > 0) yield group;
}

/** The images of a whole group. */
export function joined(group: readonly Uint32Array[]): Uint32Array {
  if (group.length === 1) return group[0]!;
  const all = new Uint32Array(group.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const picked of group) {
    all.set(picked, at);
    at += picked.length;
  }
  return all;
}
