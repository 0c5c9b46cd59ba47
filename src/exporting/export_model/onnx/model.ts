/** A model of ONNX before it is bytes, and as bytes: the fields of onnx.proto by their numbers. */
import { bytes, type Field, float, int, ints, message, text, wholeOf } from "../fields.ts";

/** The types of elements by our names, with ONNX's numbers. */
export const ELEMENT = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;

/** A type of elements. */
export type Element = keyof typeof ELEMENT;

/** A whole number, a real one, a text, or whole numbers. */
export type OnnxAttribute = number | { readonly float: number } | string | readonly number[];

/** An operation of ONNX. */
export interface OnnxNode {
  readonly type: string;
  readonly name: string;
  /** An empty name stands for an input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** Numbers in the file. */
export interface OnnxTensor {
  readonly name: string;
  readonly element: Element;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array | BigInt64Array;
}

/** What goes in or out; a side that is free has a name. */
export interface OnnxValue {
  readonly name: string;
  readonly element: Element;
  readonly shape: readonly (number | string)[];
}

/** The whole of it. */
export interface OnnxModel {
  readonly name: string;
  readonly opset: number;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  /** Texts about it. */
  readonly metadata: Readonly<Record<string, string>>;
}

const KIND = { f: 1, i: 2, s: 3, ints: 7 } as const;

/** The whole file. */
export function modelBytes({ name, inputs, outputs, nodes, initializers, opset, metadata }: OnnxModel): Uint8Array {
  const graph = message(
    7,
    ...nodes.map(nodeOf),
    text(2, name),
    ...initializers.map(tensorOf),
    ...inputs.map((it) => valueInfo(11, it)),
    ...outputs.map((it) => valueInfo(12, it)),
  );
  const properties = Object.entries(metadata).map(([key, value]) => message(14, text(1, key), text(2, value)));
  // The version of the format that came with opset 17.
  return wholeOf([int(1, 8), text(2, "raptor"), graph, message(8, text(1, ""), int(2, opset)), ...properties]);
}

function nodeOf({ type, name, inputs, outputs, attributes }: OnnxNode): Field {
  return message(
    1,
    ...inputs.map((input) => text(1, input)),
    ...outputs.map((output) => text(2, output)),
    ...[text(3, name), text(4, type)],
    ...Object.entries(attributes).map(([key, value]) => attributeOf(key, value)),
  );
}

function attributeOf(name: string, value: OnnxAttribute): Field {
  const named = text(1, name), kind = (of: keyof typeof KIND) => int(20, KIND[of]);
  if (typeof value === "string") return message(5, named, bytes(4, new TextEncoder().encode(value)), kind("s"));
  if (typeof value === "number") return message(5, named, int(3, value), kind("i"));
  if (Array.isArray(value)) return message(5, named, ints(8, value), kind("ints"));
  return message(5, named, float(2, (value as { readonly float: number }).float), kind("f"));
}

function tensorOf({ name, element, shape, data }: OnnxTensor): Field {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message(5, ints(1, shape), int(2, ELEMENT[element]), text(8, name), bytes(9, raw));
}

function valueInfo(field: number, { name, element, shape }: OnnxModel["inputs"][number]): Field {
  const sides = shape.map((side) => message(1, typeof side === "number" ? int(1, side) : text(2, side)));
  return message(field, text(1, name), message(2, message(1, int(1, ELEMENT[element]), message(2, ...sides))));
}
