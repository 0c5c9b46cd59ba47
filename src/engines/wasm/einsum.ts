/** Sums of products by Einstein's notation: every operand is spread over all letters, multiplied and summed. */
import { einsumBySpreading } from "../../tensors/repairs/einsum.ts";
import type { tf } from "../../tf.ts";
import type { Kernels } from "./kernel.ts";

/** The kernel `Einsum`, which tfjs's wasm backend lacks. */
export function einsumKernels(): Kernels {
  return {
    Einsum: (inputs, { equation }: { readonly equation: string }) =>
      einsumBySpreading(Object.values(inputs) as tf.Tensor[], equation),
  };
}
