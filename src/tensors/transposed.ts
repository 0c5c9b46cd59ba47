/** Arrays on the host with their axes in another order. */
import type { HostTensor } from "../snapshot.ts";

/**
 * The same numbers, where axis i of what comes out is axis `axes[i]` of what goes in.
 *
 * @param tensor Any array.
 * @param axes Each axis of it once.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { transposed } from "./transposed.ts";
 *
 * const { shape, data } = transposed({ dtype: "float32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }, [1, 0]);
 * assertEquals([shape, [...data]], [[3, 2], [1, 4, 2, 5, 3, 6]]);
 * ```
 */
export function transposed({ dtype, shape, data }: HostTensor, axes: readonly number[]): HostTensor {
  const sides = axes.map((axis) => shape[axis]!);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  const steps = axes.map((axis) => strides[axis]!), place = sides.map(() => 0);
  const out = data.slice();
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = data[from]!;
    for (let axis = sides.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++place[axis]! < sides[axis]!) break;
      from -= sides[axis]! * steps[axis]!;
      place[axis] = 0;
    }
  }
  return { dtype, shape: sides, data: out };
}
