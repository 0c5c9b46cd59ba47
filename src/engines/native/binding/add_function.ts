/** Makes a function of a graph, which then is one operation of the context. */
import { cstring } from "../library/cstring.ts";
import type { Library } from "../library/open_library.ts";
import type { Graph } from "./binding.ts";

/**
 * Adds a function to a context.
 *
 * @param name Under which it is executed.
 * @param others Functions that the graph may call.
 * @returns Its handle, for graphs that call it.
 * @throws {Error} If TensorFlow refuses the graph.
 */
export function addFunction(
  { functions: tf, status, check }: Library,
  context: bigint,
  graph: Graph,
  name: string,
  others: readonly bigint[],
): bigint {
  const whole = tf.TF_NewGraph(), options = tf.TF_NewImportGraphDefOptions();
  const buffer = tf.TF_NewBufferFromString(graph.definition, BigInt(graph.definition.length));
  try {
    for (const other of others) tf.TF_GraphCopyFunction(whole, other, 0n, status);
    tf.TF_GraphImportGraphDef(whole, buffer, options, status);
    check("read the graph of a step");
    const node = (name: string) => tf.TF_GraphOperationByName(whole, cstring(name));
    // Of a TF_Output the second half is the index, in 64 bits with its padding.
    const ends = (list: readonly (readonly [string, number])[]) =>
      BigUint64Array.from(list.flatMap(([name, index]) => [node(name), BigInt(index)]));
    const effects = BigUint64Array.from(graph.effects, node);
    const made = tf.TF_GraphToFunctionWithControlOutputs(
      ...[whole, cstring(name), 0, -1, null] as const,
      ...[graph.inputs.length, ends(graph.inputs.map((slot) => [`s${slot}`, 0]))] as const,
      ...[graph.outputs.length, ends(graph.outputs), null] as const,
      ...[effects.length, effects, null] as const,
      ...[0n, null, status] as const,
    );
    check("make a function of a step");
    tf.TFE_ContextAddFunction(context, made, status);
    if (tf.TF_GetCode(status) !== 0) tf.TF_DeleteFunction(made);
    check("add the function of a step");
    return made;
  } finally {
    tf.TF_DeleteBuffer(buffer);
    tf.TF_DeleteImportGraphDefOptions(options);
    tf.TF_DeleteGraph(whole);
  }
}
