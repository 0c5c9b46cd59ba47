/** Records what a model computes, for any size of the batch. */
import type { Model } from "../model.ts";
import { readTensors } from "../tensors/read.ts";
import { tf } from "../tf.ts";
import type { Graph } from "./graph.ts";
import { exampleOf, type InputSpecs, namedSpecs } from "./record/input_spec.ts";
import { join, type Joined } from "./record/join.ts";
import { simplify } from "./record/simplify.ts";
import { BATCHES } from "./record/sizes.ts";
import { trace } from "./record/trace.ts";

/**
 * Records a model's `forward` in predict mode as a graph of operations, on the current engine, whichever it is.
 *
 * It runs for two sizes of the batch: what differs between the two follows the batch, all else does not. What depends on
 * weights alone is computed once and is a constant of the graph.
 *
 * @param model Its weights must have been drawn or loaded.
 * @param inputs What it takes in, without the batch, which is the first axis of each input.
 * @throws {RangeError} If what it computes cannot be said for every size of the batch.
 * @throws {TypeError} If it reads values of its input, or puts out something else than tensors.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cpu, initialize, mlp } from "jsr:@raptor/raptor";
 * import { recordGraph } from "./record.ts";
 *
 * await cpu().open();
 * const model = mlp({ sizes: [4, 2] });
 * initialize(model);
 * const { operations, outputs } = await recordGraph(model, [4]);
 * assertEquals(operations.map(({ kernel }) => kernel), ["BatchMatMul", "Add"]);
 * assertEquals(outputs.output!.shape, [{ batch: 1 }, 2]);
 * ```
 */
export async function recordGraph<X>(model: Model<X, unknown>, inputs: InputSpecs): Promise<Graph> {
  const { specs, isOne } = namedSpecs(inputs);
  const names = new Map(Object.entries(model.params).toReversed().map(([name, variable]) => [variable.id, name]));
  const [one, two] = BATCHES.map((batch) => {
    const input = exampleOf(specs, isOne, batch), tensors = isOne ? { input } : input;
    const given = tensors as Readonly<Record<string, tf.Tensor>>;
    try {
      return { inputs: given, ...trace(model, input as X, Object.values(given)) };
    } finally {
      tf.dispose(given);
    }
  });
  try {
    const joined = join(model.name, one!, two!, names);
    return simplify({ ...joined.graph, constants: await constantsOf(model.name, joined) });
  } finally {
    tf.dispose([...one!.kept.values(), ...two!.kept.values()]);
  }
}

async function constantsOf(model: string, { leaves, twins }: Joined): Promise<Graph["constants"]> {
  const read = await readTensors(
    Object.fromEntries(leaves.flatMap(({ tensor }, i) => [[`${i}`, tensor], ...twins[i] ? [[`${i}b`, twins[i]]] : []])),
  );
  return new Map(leaves.map(({ value, name, layer }, i) => {
    const data = read[i]!, twin = read[`${i}b`];
    if (twin !== undefined && data.data.some((number, at) => !Object.is(number, twin.data[at]))) {
      throw new RangeError(
        `Cannot record ${model} as its constants must be the same for each batch: got numbers that differ between two passes` +
          `${
            layer === undefined ? "" : ` in the layer ${layer}`
          }. Compute them by operations of the input, or keep them in a weight.`,
      );
    }
    return [value, { ...name !== undefined && { name }, data }];
  }));
}
