/** What lies in the memory of a batch, for tests. */
import type { Collated } from "../../src/loading/tray.ts";
import { countOf, placesOf, widthOf } from "../../src/loading/layout.ts";

/** The numbers of a field of all samples. */
export function field({ bytes, rows, size }: Collated, name = "x"): number[] {
  const i = rows.findIndex(({ path }) => path.join(".") === name), row = rows[i]!;
  const from = placesOf(rows, size).at[i]!;
  const own = bytes.slice(from, from + countOf(row) * widthOf(row) * size);
  const Numbers = row.dtype === "float32" ? Float32Array : row.dtype === "int32" ? Int32Array : Uint8Array;
  return [...new Numbers(own.buffer)];
}

/** The shape of one sample of a field. */
export function shapeOf({ rows }: Collated, name = "x"): readonly number[] {
  return rows.find(({ path }) => path.join(".") === name)!.shape;
}
