/** Weights under the names and with the axes that PyTorch's modules have, for other tools to load. */
import type { HostTensor } from "../snapshot.ts";
import { transposed } from "../tensors/transposed.ts";
import { waysOf } from "../tensors/window_ways.ts";
import { aliasesOf, axesOf } from "./load_weights/names.ts";

/**
 * The weights of a model as a state dict of PyTorch: names joined by dots, `weight` for what is multiplied, kernels with outputs
 * first, and attention as `torch.nn.MultiheadAttention` has it. For networks of torchvision's architecture these are its names, so
 * that `load_state_dict` takes them.
 *
 * @param weights By Raptor's names.
 * @throws {RangeError} If two weights would have one name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { toTorch } from "./to_torch.ts";
 *
 * const kernel = { dtype: "float32", shape: [2, 1], data: Float32Array.of(5, 6) } as const;
 * const { "fc.weight": weight } = toTorch({ "fc/kernel": kernel });
 * assertEquals(weight!.shape, [1, 2]);
 * ```
 */
export function toTorch(weights: Readonly<Record<string, HostTensor>>): Record<string, HostTensor> {
  const made = new Map<string, HostTensor>();
  for (const [name, tensor] of Object.entries(weights)) {
    const [usual, own] = aliasesOf(name), attention = name.replace(/(^|\/)(qkv|out)\/[^/]*$/, "$1");
    // A layer that is called qkv or out is one of PyTorch's attention only beside its other half; Swin's is torchvision's own.
    const isAttention = own?.turned === usual!.turned && own.name !== usual!.name &&
      ["qkv", "out"].every((half) => `${attention}${half}/kernel` in weights);
    const alias = isAttention ? own : usual!;
    if (made.has(alias.name)) {
      throw new RangeError(
        `Cannot name weights as PyTorch does as each has a name of its own: got ${alias.name} twice, once for ${name}.`,
      );
    }
    made.set(alias.name, alias.turned ? transposed(tensor, backOf(tensor.shape.length)) : tensor);
    if (/(^|\.)relative_position_bias_table$/.test(alias.name)) {
      // torchvision keeps beside its table what can be computed of its size.
      const data = waysOf((Math.sqrt(tensor.shape[0]!) + 1) / 2);
      made.set(alias.name.replace(/bias_table$/, "index"), { dtype: "int32", shape: [data.length], data });
    }
  }
  return Object.fromEntries(made);
}

/** What undoes the turning of a kernel. */
function backOf(rank: number): number[] {
  const axes = axesOf(rank);
  return axes.map((_, axis) => axes.indexOf(axis));
}
