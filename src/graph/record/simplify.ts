/** Leaves out of a graph what does nothing. */
import type { Graph, Operation, Value } from "../graph.ts";
import { isSameShape, isSameSize } from "./sizes.ts";

/**
 * The same graph without operations that give back what they get, reshapes of reshapes, and what nobody uses; batch norms of
 * rows, which TensorFlow.js computes as those of images, are products and sums.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { simplify } from "./simplify.ts";
 *
 * const [x, y] = [0, 1].map(() => ({ shape: [{ batch: 1 }, 2], dtype: "float32" } as const));
 * const same = { kernel: "Identity", inputs: { x: x! }, settings: {}, outputs: [y!] };
 * const graph = { name: "same", inputs: { x: x! }, outputs: { y: y! }, constants: new Map(), operations: [same] };
 * assertEquals(simplify(graph).operations, []);
 * ```
 */
export function simplify(graph: Graph): Graph {
  const shaped = withoutIdle(graph);
  return withoutUnused(withoutIdle(rowNorms(shaped)));
}

/** Operations whose output is their input are left out, and reshapes see past other reshapes. */
function withoutIdle(graph: Graph): Graph {
  const same = new Map<Value, Value>(), reshaped = new Map<Value, Value>(), operations: Operation[] = [];
  const now = (value: Value) => same.get(value) ?? value;
  for (const operation of graph.operations) {
    const { kernel, outputs, settings } = operation, output = outputs[0]!;
    const inputs = Object.fromEntries(Object.entries(operation.inputs).map(([name, value]) => [name, now(value)]));
    const x = inputs.x ?? inputs.input;
    const isShaping = kernel === "Reshape" || kernel === "ExpandDims";
    if (isShaping && x !== undefined) {
      const from = reshaped.get(x) ?? x;
      if (isSameShape(from, output)) same.set(output, from);
      else {
        reshaped.set(output, from);
        operations.push({ ...operation, kernel: "Reshape", inputs: { x: from }, settings: { shape: output.shape } });
      }
      continue;
    }
    const isIdle = kernel === "Identity" || kernel === "Cast" && x?.dtype === output.dtype ||
      kernel === "Tile" && (settings.reps as number[]).every((times) => times === 1) ||
      kernel === "Transpose" && (settings.perm as number[]).every((from, to) => from === to) ||
      kernel === "SplitV" && outputs.length === 1 ||
      kernel === "Concat" && Object.keys(inputs).length === 1 ||
      (kernel === "PadV2" && (settings.paddings as number[][]).flat().every((width) => width === 0)) ||
      (kernel === "Slice" || kernel === "BroadcastTo") && x !== undefined && isSameShape(x, output);
    const only = x ?? Object.values(inputs)[0];
    if (isIdle && only !== undefined) same.set(output, only);
    else operations.push({ ...operation, inputs });
  }
  const outputs = Object.fromEntries(Object.entries(graph.outputs).map(([name, value]) => [name, now(value)]));
  return { ...graph, operations, outputs };
}

/** Operations of which nothing reaches an output are left out, and so are constants. */
function withoutUnused(graph: Graph): Graph {
  const used = new Set(Object.values(graph.outputs));
  const operations = graph.operations.toReversed().filter(({ inputs, outputs }) => {
    const isUsed = outputs.some((value) => used.has(value));
    for (const value of isUsed ? Object.values(inputs) : []) used.add(value);
    return isUsed;
  }).toReversed();
  return { ...graph, operations, constants: new Map([...graph.constants].filter(([value]) => used.has(value))) };
}

/** A norm by lasting statistics of what is no image scales and shifts each channel. */
function rowNorms(graph: Graph): Graph {
  const made = new Map(graph.operations.flatMap((operation) => operation.outputs.map((value) => [value, operation])));
  const constants = new Map(graph.constants);
  const operations = graph.operations.flatMap((operation): Operation[] => {
    const from = operation.inputs.x && made.get(operation.inputs.x);
    const moments = ["mean", "variance", "offset", "scale"].map((name) => {
      const value = operation.inputs[name];
      return value && graph.constants.get(value);
    });
    const [mean, variance, offset, scale] = moments;
    const isRow = operation.kernel === "FusedBatchNorm" && from?.kernel === "Reshape" && mean && variance;
    if (!isRow || from.inputs.x!.shape.length === 4) return [operation];
    const x = from.inputs.x!, y = operation.outputs[0]!, epsilon = operation.settings.varianceEpsilon as number;
    const times = Float32Array.from(
      variance.data.data,
      (value, i) => (scale?.data.data[i] ?? 1) / Math.sqrt(value + epsilon),
    );
    const plus = Float32Array.from(mean.data.data, (value, i) => (offset?.data.data[i] ?? 0) - value * times[i]!);
    const channels = x.shape.at(-1)!;
    if (!isSameSize(channels, times.length)) return [operation];
    const constant = (data: Float32Array, name: string | undefined) => {
      const value: Value = { shape: [channels], dtype: "float32" };
      const shape = [channels as number];
      constants.set(value, { ...name !== undefined && { name }, data: { dtype: "float32", shape, data } });
      return value;
    };
    const product: Value = { shape: x.shape, dtype: "float32" }, sum: Value = { shape: x.shape, dtype: "float32" };
    const { layer } = operation, where = layer === undefined ? {} : { layer }, settings = {};
    return [
      { kernel: "Multiply", inputs: { a: x, b: constant(times, scale?.name) }, settings, outputs: [product], ...where },
      { kernel: "Add", inputs: { a: product, b: constant(plus, offset?.name) }, settings, outputs: [sum], ...where },
      { kernel: "Reshape", inputs: { x: sum }, settings: { shape: y.shape }, outputs: [y], ...where },
    ];
  });
  return { ...graph, operations, constants };
}
