/** Batches that another thread makes together, as handing one over takes as long as some tens of small images. */
import { bytesOf } from "../pixels/bytes_of.ts";
import type { ImageShape } from "../transform.ts";
import type { Supply } from "./collate.ts";
import { shapeAfter } from "./fit.ts";
import type { Picked } from "./picks.ts";

/** What a group has at most: bytes that fit into a processor's cache, and batches. */
const BYTES = 2 ** 19, BATCHES = 8;

/**
 * The batches of a pass, several of them together where they are of small images of one shape.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { memoryImages } from "jsr:@raptor/raptor";
 * import { grouped } from "./groups.ts";
 *
 * const source = memoryImages({ pixels: new Uint8Array(3), labels: new Uint8Array(3), shape: [1, 1, 1] });
 * const order = [Uint32Array.of(2, 0), Uint32Array.of(1)];
 * assertEquals([...grouped({ source, transforms: [] }, order)], [order]);
 * ```
 */
export function* grouped(
  { source: { shape }, transforms }: Pick<Supply, "source" | "transforms">,
  order: Iterable<Picked>,
): Generator<Picked[]> {
  const after = shape?.length === 3 ? shapeAfter(transforms, shape as ImageShape) : undefined;
  const fit = after === undefined ? 0 : BYTES / bytesOf(after);
  let group: Picked[] = [], size = 0;
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

/** The samples of a whole group. */
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
