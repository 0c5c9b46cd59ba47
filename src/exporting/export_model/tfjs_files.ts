/** Writes a graph as what `tf.loadGraphModel` of TensorFlow.js loads: `model.json` beside shards of weights. */
import type { Graph } from "../../graph/graph.ts";
import { lower } from "./tensorflow/lower.ts";
import { type TensorflowAttribute, type TensorflowEnd, TYPES } from "./tensorflow/node.ts";

/** Bytes of a shard, as TensorFlow.js's own converter has it: browsers keep files of that size. */
const SHARD = 4 * 2 ** 20;

/**
 * A graph as files by name.
 *
 * @param metadata Kept in the file as `userDefinedMetadata`. Default none.
 * @throws {TypeError} If TensorFlow has no words for an operation; the error names it and its layer.
 */
export function tfjsFiles(graph: Graph, metadata: object = {}): Map<string, Uint8Array> {
  const { nodes, constants, inputs, outputs } = lower(graph);
  const held = Object.entries(constants), bytes = held.map(([, { data }]) => bytesOf(data));
  const whole = new Uint8Array(bytes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of bytes) whole.set(part, at), at += part.length;
  const count = Math.max(1, Math.ceil(whole.length / SHARD));
  const paths = Array.from({ length: count }, (_, i) => `group1-shard${i + 1}of${count}.bin`);
  const json = {
    format: "graph-model",
    generatedBy: "raptor",
    convertedBy: null,
    signature: { inputs: endsOf(inputs), outputs: endsOf(outputs) },
    userDefinedMetadata: metadata,
    modelTopology: {
      node: nodes.map(({ name, op, inputs, attributes }) => {
        const attr = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, attributeOf(value)]));
        if (op !== "Const") return { name, op, input: inputs, attr };
        const { dtype, shape } = constants[name]!;
        return {
          name,
          op,
          attr: { dtype: attr.dtype, value: { tensor: { dtype: TYPES[dtype], tensorShape: shapeOf(shape) } } },
        };
      }),
      library: {},
      versions: { producer: 1882 },
    },
    weightsManifest: [{ paths, weights: held.map(([name, { dtype, shape }]) => ({ name, dtype, shape })) }],
  };
  return new Map([
    ["model.json", new TextEncoder().encode(JSON.stringify(json))],
    ...paths.map((path, i): [string, Uint8Array] => [path, whole.subarray(i * SHARD, (i + 1) * SHARD)]),
  ]);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function shapeOf(shape: readonly number[]) {
  return { dim: shape.map((side) => ({ size: String(side) })) };
}

function endsOf(ends: Readonly<Record<string, TensorflowEnd>>) {
  return Object.fromEntries(
    Object.entries(ends).map(([name, { node, dtype, shape }]) => [
      name,
      { name: `${node}:0`, dtype: TYPES[dtype], tensorShape: shapeOf(shape) },
    ]),
  );
}

/** As JSON has messages of Protocol Buffers: bytes in base64, whole numbers as texts. */
function attributeOf(attribute: TensorflowAttribute): object {
  if ("type" in attribute) return { type: TYPES[attribute.type] };
  if ("i" in attribute) return { i: String(attribute.i) };
  if ("s" in attribute) return { s: btoa(attribute.s) };
  if ("ints" in attribute) return { list: { i: attribute.ints.map(String) } };
  if ("shape" in attribute) return { shape: shapeOf(attribute.shape) };
  return attribute;
}
