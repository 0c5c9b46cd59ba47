/** From the memory of a batch to its tensors: what becomes of samples on the engine. */
import type { Batch } from "../dataset.ts";
import { converter } from "../pixels/converter.ts";
import type { Workspace } from "../pixels/program.ts";
import { noteLabels } from "../tensors/class_range.ts";
import { filled } from "../tensors/declared.ts";
import { tf } from "../tf.ts";
import type { Conversion } from "../transform.ts";
import type { Collated } from "./tray.ts";
import { countOf, placesOf, type Row, widthOf } from "./layout.ts";

/**
 * Makes tensors of some samples of what was collated.
 *
 * @param begin The first of the samples.
 * @param end The one after the last.
 */
// deno-lint-ignore no-explicit-any
export type ToBatch = (collated: Collated, begin: number, end: number) => Batch<any, any>;

/**
 * Makes what turns memory into tensors. Images of bytes become float32 by their conversion, all other bytes int32; texts
 * stay texts.
 *
 * @param conversion How the bytes of images become numbers; left out, they become int32 like all others.
 * @param workspace Where the batches lie. Default elsewhere.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { collator } from "./collate.ts";
 * import { toBatch } from "./to_batch.ts";
 *
 * const source = { name: "squares", size: 9, get: (i: number) => ({ x: i, y: { square: i * i } }) };
 * const collated = await collator({ source, transforms: [], labels: false })(Uint32Array.of(3, 2), 0);
 * const { x, y, size } = toBatch()(collated, 0, 2);
 * assertEquals([x.arraySync(), y.square.arraySync(), size], [[3, 2], [9, 4], 2]);
 * ```
 */
export function toBatch(conversion?: Conversion, workspace?: Workspace): ToBatch {
  const convert = conversion && converter(conversion, workspace);
  const tensorOf = (row: Row, bytes: Uint8Array, own: boolean, size: number): tf.Tensor => {
    const { dtype, shape, path } = row;
    // Masks of objects have three axes as well, and are no images.
    if (dtype === "uint8" && convert !== undefined && shape.length === 3 && path[0] === "x") {
      return filled([size, ...shape], (put) => convert(bytes, shape[2]!, put));
    }
    if (dtype === "uint8") return tf.tensor(Int32Array.from(bytes), [size, ...shape], "int32");
    // What is overwritten later must not be held by a tensor.
    const kept = own ? bytes : bytes.slice();
    if (dtype === "bool") return tf.tensor(kept, [size, ...shape], "bool");
    const View = dtype === "int32" ? Int32Array : Float32Array;
    const numbers = new View(kept.buffer as ArrayBuffer, kept.byteOffset, kept.length / 4);
    const made = tf.tensor(numbers, [size, ...shape], dtype as "int32" | "float32");
    if (dtype === "int32" && shape.length === 0 && path[0] === "y") noteLabels(made, numbers as Int32Array);
    return made;
  };
  return ({ bytes, own, rows, size, texts }, begin, end) => {
    const { at } = placesOf(rows, size), sample: Nest = {};
    for (const [i, row] of rows.entries()) {
      const one = countOf(row) * widthOf(row), field = bytes.subarray(at[i]! + begin * one, at[i]! + end * one);
      nest(sample, row.path, texts.get(i)?.slice(begin, end) ?? tensorOf(row, field, own, end - begin));
    }
    return { x: sample.x, y: sample.y, size: end - begin };
  };
}

interface Nest {
  [name: string]: Nest | tf.Tensor | readonly string[];
}

function nest(into: Nest, path: readonly string[], value: tf.Tensor | readonly string[]): void {
  const last = path.length - 1;
  for (const name of path.slice(0, last)) into = (into[name] ??= {}) as Nest;
  into[path[last]!] = value;
}
