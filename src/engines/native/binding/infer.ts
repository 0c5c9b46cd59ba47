/**
 * What an operation's results will be, before it is done: TensorFlow's own inference of shapes, asked by a graph of that one
 * operation. By this a step can be put off that was never done before.
 */
import { cstring } from "../library/cstring.ts";
import type { Library } from "../library/open_library.ts";
import type { Attribute } from "./attributes.ts";
import type { Known } from "./binding.ts";
import { constant, definitionOf, operationNode, placeholder } from "./nodes.ts";

/**
 * Infers an operation's results.
 *
 * @returns Their types and shapes, or undefined where TensorFlow cannot tell a shape, or refuses the operation.
 */
export function infer(
  { functions: tf, status }: Pick<Library, "functions" | "status">,
  name: string,
  attributes: readonly Attribute[],
  inputs: readonly Known[],
  outputs: number,
): Known[] | undefined {
  const nodes = inputs.map(({ dtype, shape, values }, i) =>
    values === undefined ? placeholder(`i${i}`, dtype, shape) : constant(`i${i}`, dtype, shape!, values)
  );
  nodes.push(operationNode("it", name, inputs.map((_, i) => `i${i}`), attributes));
  const definition = definitionOf(nodes);
  const graph = tf.TF_NewGraph(), options = tf.TF_NewImportGraphDefOptions();
  const buffer = tf.TF_NewBufferFromString(definition, BigInt(definition.length));
  try {
    tf.TF_GraphImportGraphDef(graph, buffer, options, status);
    if (tf.TF_GetCode(status) !== 0) return;
    const operation = tf.TF_GraphOperationByName(graph, cstring("it"));
    const results: Known[] = [];
    for (let index = 0; index < outputs; index++) {
      const result = new BigUint64Array([operation, BigInt(index)]);
      const bytes = new Uint8Array(result.buffer);
      const rank = tf.TF_GraphGetTensorNumDims(graph, bytes, status);
      const lengths = new BigInt64Array(Math.max(0, rank));
      if (rank > 0) tf.TF_GraphGetTensorShape(graph, bytes, lengths, rank, status);
      if (tf.TF_GetCode(status) !== 0) return;
      const shape = Array.from(lengths, Number), dtype = tf.TF_OperationOutputType(bytes);
      results.push(rank < 0 || shape.some((length) => length < 0) ? { dtype } : { shape, dtype });
    }
    return results;
  } finally {
    tf.TF_DeleteBuffer(buffer);
    tf.TF_DeleteImportGraphDefOptions(options);
    tf.TF_DeleteGraph(graph);
  }
}
