/** Inputs of rows as a batch, as a pass over a table makes them. */
import { collator } from "../../loading/collate.ts";
import { toBatch } from "../../loading/to_batch.ts";
import type { Collated } from "../../loading/tray.ts";
import type { Field } from "../../source.ts";

/**
 * Puts inputs into a batch.
 *
 * @returns Tensors, which belong to the caller.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { batchOf } from "./batch_of.ts";
 *
 * const sizes = batchOf([1, 2]) as { readonly shape: readonly number[] };
 * assertEquals(sizes.shape, [2]);
 * ```
 */
export function batchOf(fields: readonly Field[]): unknown {
  const source = { name: "rows", size: fields.length, get: (i: number) => ({ x: fields[i]!, y: 0 }) };
  const collated = collator({ source, transforms: [], labels: false })(Uint32Array.from(fields.keys()), 0);
  const { x, y } = toBatch()(collated as Collated, 0, fields.length);
  y.dispose();
  return x;
}
