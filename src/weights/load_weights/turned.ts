/** Kernels of PyTorch as ours: there outputs come first and places last, here places first and outputs last. */
import type { HostTensor } from "../../snapshot.ts";
import { transposed } from "../../tensors/transposed.ts";

/**
 * The order in which the axes of PyTorch's kernel stand in ours: [outputs, inputs, ...places] becomes [...places, inputs, outputs].
 *
 * @param rank 2 of a dense layer, 3 to 5 of convolutions over one to three places.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { axesOf } from "./turned.ts";
 *
 * assertEquals([axesOf(2), axesOf(4)], [[1, 0], [2, 3, 1, 0]]);
 * ```
 */
export function axesOf(rank: number): readonly number[] {
  if (rank < 2) return Array.from({ length: rank }, (_, i) => i);
  return [...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1, 0];
}

/**
 * A kernel with its axes in our order.
 *
 * @param tensor In PyTorch's order.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { turned } from "./turned.ts";
 *
 * const { shape, data } = turned({ dtype: "float32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
 * assertEquals([shape, [...data]], [[3, 2], [1, 4, 2, 5, 3, 6]]);
 * ```
 */
export function turned(tensor: HostTensor): HostTensor {
  return transposed(tensor, axesOf(tensor.shape.length));
}
