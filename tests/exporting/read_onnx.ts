/** Reads a model of ONNX: of the fields of onnx.proto those that a runtime needs. */
import { BinaryReader } from "npm:@bufbuild/protobuf@2.17.0/wire";

/** Fields of a message by their numbers; what has a length is bytes. */
type Fields = ReadonlyMap<number, readonly (bigint | number | Uint8Array)[]>;

/** An operation. */
export interface ReadNode {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, number | string | readonly number[]>>;
}

/** Numbers of the file. */
export interface ReadTensor {
  readonly shape: readonly number[];
  readonly type: number;
  readonly raw: Uint8Array;
}

/** A file of ONNX. */
export interface ReadModel {
  readonly opset: number;
  readonly nodes: readonly ReadNode[];
  readonly initializers: ReadonlyMap<string, ReadTensor>;
  /** By name, the sides: numbers, and names of what is free. */
  readonly inputs: ReadonlyMap<string, readonly (number | string)[]>;
  readonly outputs: ReadonlyMap<string, readonly (number | string)[]>;
  readonly metadata: Readonly<Record<string, string>>;
}

function fieldsOf(bytes: Uint8Array): Fields {
  const reader = new BinaryReader(bytes), fields = new Map<number, (bigint | number | Uint8Array)[]>();
  while (reader.pos < reader.len) {
    const [field, kind] = reader.tag();
    const value = kind === 0 ? BigInt(reader.int64()) : kind === 5 ? reader.float() : reader.bytes();
    fields.set(field, [...fields.get(field) ?? [], value]);
  }
  return fields;
}

const messages = (fields: Fields, field: number) => (fields.get(field) ?? []).map((it) => fieldsOf(it as Uint8Array));
const texts = (fields: Fields, field: number) =>
  (fields.get(field) ?? []).map((it) => new TextDecoder().decode(it as Uint8Array));
const text = (fields: Fields, field: number) => texts(fields, field)[0] ?? "";
const int = (fields: Fields, field: number) => Number(fields.get(field)?.[0] ?? 0);

function ints(fields: Fields, field: number): number[] {
  return (fields.get(field) ?? []).flatMap((it) => {
    if (!(it instanceof Uint8Array)) return [Number(it)];
    const reader = new BinaryReader(it), found: number[] = [];
    while (reader.pos < reader.len) found.push(Number(reader.int64()));
    return found;
  });
}

function attribute(fields: Fields): [string, number | string | readonly number[]] {
  const kind = int(fields, 20), name = text(fields, 1);
  if (kind === 1) return [name, fields.get(2)![0] as number];
  if (kind === 2) return [name, int(fields, 3)];
  if (kind === 3) return [name, text(fields, 4)];
  if (kind === 7) return [name, ints(fields, 8)];
  throw new TypeError(`Cannot read the attribute ${name} as its kind must be known: got ${kind}.`);
}

function ends(graph: Fields, field: number): ReadModel["inputs"] {
  return new Map(
    messages(graph, field).map((info) => {
      const [shape] = messages(messages(messages(info, 2)[0]!, 1)[0]!, 2);
      return [text(info, 1), messages(shape!, 1).map((side) => side.has(2) ? text(side, 2) : int(side, 1))];
    }),
  );
}

/** The model in the bytes of a file. */
export function readOnnx(bytes: Uint8Array): ReadModel {
  const model = fieldsOf(bytes), [graph] = messages(model, 7);
  return {
    opset: int(messages(model, 8)[0]!, 2),
    nodes: messages(graph!, 1).map((node) => ({
      ...{ inputs: texts(node, 1), outputs: texts(node, 2), type: text(node, 4) },
      attributes: Object.fromEntries(messages(node, 5).map(attribute)),
    })),
    initializers: new Map(
      messages(graph!, 5).map((tensor) => [
        text(tensor, 8),
        { shape: ints(tensor, 1), type: int(tensor, 2), raw: tensor.get(9)?.[0] as Uint8Array ?? new Uint8Array() },
      ]),
    ),
    ...{ inputs: ends(graph!, 11), outputs: ends(graph!, 12) },
    metadata: Object.fromEntries(messages(model, 14).map((entry) => [text(entry, 1), text(entry, 2)])),
  };
}
