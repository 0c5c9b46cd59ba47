/** Gives convolutions and pools the bias and the border that stand beside them. */
import type { Graph, Operation, Value } from "./graph.ts";

const CONVOLUTIONS = new Set(["Conv2D", "DepthwiseConv2dNative", "Conv2DBackpropInput"]);
const BORDERED: Readonly<Record<string, number>> = { Conv2D: 0, DepthwiseConv2dNative: 0, MaxPool: -Infinity };

/**
 * The same graph, where a convolution has the bias that is added to it as its input `bias`, and a convolution or a pool the border
 * that is put around its input as its setting `pad`: for formats whose operations have both.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { merge } from "./merge.ts";
 *
 * assertEquals(merge({ name: "", inputs: {}, outputs: {}, constants: new Map(), operations: [] }).operations, []);
 * ```
 */
export function merge(graph: Graph): Graph {
  const uses = new Map<Value, number>();
  const all = [...graph.operations.flatMap(({ inputs }) => Object.values(inputs)), ...Object.values(graph.outputs)];
  for (const value of all) uses.set(value, (uses.get(value) ?? 0) + 1);
  const made = new Map<Value, Operation>(), gone = new Set<Operation>(), operations: Operation[] = [];
  for (const given of graph.operations) {
    const operation = merged(given, graph, made, uses, gone);
    for (const value of operation.outputs) made.set(value, operation);
    operations.push(operation);
  }
  return { ...graph, operations: operations.filter((operation) => !gone.has(operation)) };
}

function merged(
  operation: Operation,
  { constants }: Graph,
  made: ReadonlyMap<Value, Operation>,
  uses: ReadonlyMap<Value, number>,
  gone: Set<Operation>,
): Operation {
  const found = biasOf(operation, (value) => constants.has(value)), before = found && made.get(found.sum);
  if (before && CONVOLUTIONS.has(before.kernel) && uses.get(found.sum) === 1 && before.inputs.bias === undefined) {
    gone.add(before);
    return { ...before, inputs: { ...before.inputs, bias: found.bias }, outputs: operation.outputs };
  }
  const { kernel, inputs: { x }, settings } = operation, border = x && made.get(x);
  const isBordered = border?.kernel === "PadV2" && uses.get(x!) === 1 && settings.pad === "valid" &&
    border.settings.constantValue === BORDERED[kernel] && x!.shape.length === 4;
  const paddings = border?.settings.paddings as number[][] | undefined;
  if (!isBordered || paddings![0]!.some(Boolean) || paddings![3]!.some(Boolean)) return operation;
  gone.add(border);
  return {
    ...operation,
    inputs: { ...operation.inputs, x: border.inputs.x! },
    settings: { ...settings, pad: paddings! },
  };
}

/** What an operation adds to what another one makes, where that is a row of constants, one a channel. */
function biasOf({ kernel, inputs: { a, b } }: Operation, isConstant: (value: Value) => boolean) {
  if (kernel !== "Add" || a === undefined || b === undefined) return undefined;
  const [sum, bias] = isConstant(b) ? [a, b] : [b, a];
  const channels = sum.shape.at(-1);
  return isConstant(bias) && bias.shape.length === 1 && bias.shape[0] === channels ? { sum, bias } : undefined;
}
