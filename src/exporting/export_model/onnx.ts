/** Writes a graph as a model of ONNX. */
import { expand } from "../../graph/expand.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { merge } from "../../graph/merge.ts";
import { RULES } from "../../graph/expand/rules.ts";
import { makeEmitter, type Order, toFirst } from "./onnx/emitter.ts";
import { modelBytes, type OnnxNode, type OnnxValue } from "./onnx/model.ts";
import { pointwise } from "./onnx/pointwise.ts";
import { reducing } from "./onnx/reducing.ts";
import { shaping } from "./onnx/shaping.ts";
import { windows } from "./onnx/windows.ts";
import { refuse } from "./refuse.ts";

/** The oldest set of operations that has all that is written here, so that old runtimes read it too. */
const OPSET = 17;

/** A message of protobuf has at most so many bytes. */
const MOST = 2 ** 31 - 2 ** 20;

const WRITERS = { ...pointwise, ...windows, ...reducing, ...shaping };

/** How a model of ONNX is written. */
export interface OnnxOptions {
  /** Whether the channels of inputs come first after the batch, as PyTorch has them, or last. Default last. */
  readonly channels?: Order;
  /** Texts that are kept in the file. Default none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A graph as the bytes of a model of ONNX, opset 17, whose batch is free. Weights keep their names. Between operations that want
 * channels first they stay there, so that few axes are turned.
 *
 * @throws {TypeError} If ONNX has no words for an operation; the error names it and its layer.
 * @throws {RangeError} If the weights take more than the 2 GB that a file of ONNX can hold.
 */
export function onnxOf(graph: Graph, { channels = "last", metadata = {} }: OnnxOptions = {}): Uint8Array {
  const whole = merge(expand(graph, RULES)), { emitter, nodes, initializers, begin } = makeEmitter(whole, channels);
  for (const operation of whole.operations) {
    begin(operation);
    const write = WRITERS[operation.kernel];
    if (write === undefined) throw refuse("ONNX", operation, "it has no such operation that is known");
    write(operation, emitter);
  }
  begin(undefined);
  const ends = Object.entries(whole.outputs).map(([name, value]) => [name, emitter.name(value)] as const);
  const bytes = initializers.reduce((sum, { data }) => sum + data.byteLength, 0);
  if (bytes > MOST) {
    throw new RangeError(
      `Cannot write ONNX as a file holds less than 2 GB: got ${(bytes / 2 ** 30).toFixed(1)} GB of weights.`,
    );
  }
  const inputs = Object.entries(whole.inputs).map(([name, value]) =>
    valueOf(name, value, channels === "first" && value.shape.length > 2)
  );
  const given = new Set(inputs.map(({ name }) => name));
  return modelBytes({
    ...{ name: graph.name, opset: OPSET, inputs, initializers, metadata },
    outputs: Object.entries(whole.outputs).map(([name, value]) => valueOf(name, value, false)),
    nodes: named(nodes, ends.filter(([name]) => !given.has(name))),
  });
}

function valueOf(name: string, { shape, dtype }: Value, isTurned: boolean): OnnxValue {
  const sides = shape.map((side) => {
    if (typeof side === "number") return side;
    return side.batch === 1 ? "batch" : `${side.batch}*batch`;
  });
  return { name, element: dtype, shape: isTurned ? toFirst(sides.length).map((axis) => sides[axis]!) : sides };
}

/** What a node makes last is called as the output is; what is no node's gets one that hands it on. */
function named(nodes: readonly OnnxNode[], ends: readonly (readonly [name: string, made: string])[]): OnnxNode[] {
  const all = [...nodes], makers = new Set(nodes.flatMap(({ outputs }) => outputs)), names = new Map<string, string>();
  for (const [name, made] of ends) {
    if (makers.has(made) && !names.has(made)) names.set(made, name);
    else all.push({ type: "Identity", name: `${name}/Identity`, inputs: [made], outputs: [name], attributes: {} });
  }
  const now = (name: string) => names.get(name) ?? name;
  return all.map((node) => ({ ...node, inputs: node.inputs.map(now), outputs: node.outputs.map(now) }));
}
