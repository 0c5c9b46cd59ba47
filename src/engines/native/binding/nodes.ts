/** Nodes of a GraphDef as bytes. */
import { type Attribute, attributeTypes } from "./attributes.ts";
import { dtypes } from "./dtypes.ts";
import { floatField, join, message, packed } from "./protobuf.ts";

/** Of about the age of libtensorflow 2.21; older graphs are read otherwise. */
const PRODUCER = 1882;

/** A graph of nodes. */
export function definitionOf(nodes: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return join([...nodes.map((bytes) => message([1, bytes])), message([4, message([1, PRODUCER])])]);
}

/** An argument. */
export function placeholder(name: string, dtype: number, shape: readonly number[] | undefined): Uint8Array {
  const known = shape === undefined ? [] : [["shape", message([7, shapeOf(shape)])] as const];
  return node(name, "Placeholder", [], [["dtype", message([6, dtype])], ...known]);
}

/** A tensor that is written into the graph. */
export function constant(
  name: string,
  dtype: number,
  shape: readonly number[],
  values: readonly number[],
): Uint8Array {
  const content = new Uint8Array((dtype === dtypes.TF_FLOAT ? Float32Array : Int32Array).from(values).buffer);
  const tensor = message([1, dtype], [2, shapeOf(shape)], [4, content]);
  return node(name, "Const", [], [["dtype", message([6, dtype])], ["value", message([8, tensor])]]);
}

/** An operation with its attributes. */
export function operationNode(
  name: string,
  operation: string,
  inputs: readonly string[],
  attributes: readonly Attribute[],
): Uint8Array {
  // A frozen list is one that its kernel uses again and again.
  let fields = encoded.get(attributes);
  if (fields === undefined) {
    fields = attributesOf(attributes.map((it) => [it.name, attribute(it)]));
    if (Object.isFrozen(attributes)) encoded.set(attributes, fields);
  }
  return join([head(name, operation, inputs), fields]);
}

type Entry = readonly [name: string, value: Uint8Array];

/** A node of a graph: its name, its operation, from where its inputs come, and its attributes. */
export function node(
  name: string,
  operation: string,
  inputs: readonly string[],
  attributes: readonly Entry[],
): Uint8Array {
  return join([head(name, operation, inputs), attributesOf(attributes)]);
}

const encoded = new WeakMap<readonly Attribute[], Uint8Array>();

function head(name: string, operation: string, inputs: readonly string[]): Uint8Array {
  return message([1, name], [2, operation], ...inputs.map((input) => [3, input] as const));
}

function attributesOf(attributes: readonly Entry[]): Uint8Array {
  return message(...attributes.map(([name, value]) => [5, message([1, name], [2, value])] as const));
}

function shapeOf(shape: readonly number[]): Uint8Array {
  return message(...shape.map((length) => [2, message([1, length])] as const));
}

function attribute({ name, type, value }: Attribute): Uint8Array {
  const list = Array.isArray(value) ? value as number[] : undefined;
  switch (type) {
    case attributeTypes.TF_ATTR_STRING:
      if (Array.isArray(value)) return message([1, message(...value.map((text: string) => [2, text] as const))]);
      return message([2, value as string]);
    case attributeTypes.TF_ATTR_INT:
      return list === undefined ? message([3, value as number]) : message([1, message([3, packed(list)])]);
    case attributeTypes.TF_ATTR_FLOAT:
      return floatField(4, value as number);
    case attributeTypes.TF_ATTR_BOOL:
      return message([5, value ? 1 : 0]);
    case attributeTypes.TF_ATTR_TYPE:
      return list === undefined ? message([6, value as number]) : message([1, message([6, packed(list)])]);
    case attributeTypes.TF_ATTR_SHAPE:
      return message([7, shapeOf(value as number[])]);
    default:
      throw new TypeError(`Cannot put the attribute ${name} in a graph as its kind is not known: got ${type}`);
  }
}
