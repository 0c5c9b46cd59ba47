/** Gradient checkpointing. */
import type { Mode, Model } from "../model.ts";
import { plainRecord } from "../options/plain.ts";
import { recomputed } from "../tensors/recomputed.ts";
import { asUnit } from "../tensors/units.ts";
import { tf } from "../tf.ts";

/**
 * The same layer, which keeps only its input for its gradient, and runs again when that is asked for (gradient
 * checkpointing; Chen et al., 2016; PyTorch's `torch.utils.checkpoint`): a network of such blocks needs the memory of one
 * block and of all their inputs, for a sixth to a half more time (`bench/checkpointed.ts`).
 *
 * Losses and gradients are the same, to the last digit: masks of dropout are those of the seed, and running statistics move
 * once. Weights keep their names, so that checkpoints fit with and without. In prediction it is the block itself.
 *
 * Where several ranks share out weights (`runner({ ranks: { shardWeights: true } })`), such a block is a unit: its weights are whole only while it runs.
 *
 * @param block A layer of one tensor in and one out, such as the block of a transformer. Checkpointing a whole network at once
 *   saves nothing.
 * @throws {TypeError} If it is no layer; in `forward`, if more than a tensor goes in or comes out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { checkpointed, dense, relu, sequential, tf } from "jsr:@raptor/raptor";
 *
 * const block = () => checkpointed(sequential(dense({ inputs: 8, units: 8 }), relu()));
 * const network = sequential(block(), block());
 * assertEquals(Object.keys(network.params), ["0/0/kernel", "0/0/bias", "1/0/kernel", "1/0/bias"]);
 * ```
 */
// deno-lint-ignore no-explicit-any
export function checkpointed<L extends Model<any, any>>(block: L): L {
  if (typeof block?.forward !== "function") {
    throw new TypeError(
      `Cannot make checkpointed as it wraps a layer: got ${typeof block}. Call what makes it, as in relu().`,
    );
  }
  asUnit(block.params);
  return Object.freeze({
    ...block,
    name: "checkpointed",
    settings: plainRecord({ block }),
    // What is logged within would be there only until the block is computed again.
    forward(x: unknown, { log: _, ...mode }: Mode) {
      if (!mode.training) return block.forward(x, mode);
      requireTensor("goes in", x, mode);
      return recomputed(x as tf.Tensor, block.params, (x) => {
        const y = block.forward(x, mode);
        requireTensor("comes out", y, mode);
        return y as tf.Tensor;
      });
    },
  });
}

function requireTensor(what: string, value: unknown, { path }: Mode): void {
  if (value instanceof tf.Tensor) return;
  throw new TypeError(
    `Cannot run checkpointed${path === undefined ? "" : ` at ${path}`} as one tensor ${what}: got ${
      Array.isArray(value) ? "a list" : typeof value
    }. Checkpoint the layers within.`,
  );
}
