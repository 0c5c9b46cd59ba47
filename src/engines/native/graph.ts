/**
 * A trace as TensorFlow's GraphDef. What reads or writes a variable keeps its order by control edges: a step sees the
 * weights as they were before it moves them.
 */
import { type Attribute, attributeTypes } from "./attributes.ts";
import { dtypes } from "./binding.ts";
import { floatField, join, message, packed } from "./protobuf.ts";
import { isConstant, isVariable, READ, type Ref, type Trace } from "./trace.ts";

/** A graph, and the names by which a function is made of it. */
export interface Graph {
  readonly definition: Uint8Array<ArrayBuffer>;
  /** The slots that are arguments. */
  readonly inputs: readonly number[];
  /** Node and index of each result that is an output. */
  readonly outputs: readonly (readonly [node: string, index: number])[];
  /** Nodes that must run though nobody reads them. */
  readonly effects: readonly string[];
}

/** Of about the age of libtensorflow 2.21; older graphs are read otherwise. */
const PRODUCER = 1882;

/** Makes a graph of a trace. */
export function graphOf(trace: Trace): Graph {
  const { operations, slots } = trace;
  const nodes: Uint8Array[] = [];
  const producers: (readonly [node: string, index: number])[] = [];
  const inputs: number[] = [];
  const effects: string[] = [];
  // Of each variable: its last write, and its reads since.
  const accesses = new Map<number, { write?: string; reads: string[] }>();
  const used = new Set<Ref>([...operations.flatMap(({ inputs }) => inputs), ...trace.outputs]);

  const access = (variable: number, node: string, writes: boolean): string[] => {
    let past = accesses.get(variable);
    if (past === undefined) accesses.set(variable, past = { reads: [] });
    const before = writes
      ? [...past.reads, ...past.write === undefined ? [] : [past.write]]
      : [past.write ?? []].flat();
    if (writes) accesses.set(variable, { write: node, reads: [] });
    else past.reads.push(node);
    return before.filter((name) => name !== node);
  };

  for (const [slot, { dtype, shape, variable, values }] of slots.entries()) {
    const name = `s${slot}`;
    if (variable !== undefined) {
      access(variable, name, false);
      nodes.push(node(name, READ, [`s${variable}`], [["dtype", message([6, dtype])]]));
    } else if (isConstant(trace, slot)) {
      const content = new Uint8Array((dtype === dtypes.TF_FLOAT ? Float32Array : Int32Array).from(values!).buffer);
      const tensor = message([1, dtype], [2, shapeOf(shape)], [4, content]);
      nodes.push(node(name, "Const", [], [["dtype", message([6, dtype])], ["value", message([8, tensor])]]));
    } else {
      inputs.push(slot);
      const known = isVariable(slots[slot]!) ? [] : [["shape", message([7, shapeOf(shape)])] as const];
      nodes.push(node(name, "Placeholder", [], [["dtype", message([6, dtype])], ...known]));
    }
  }
  const text = (ref: Ref): string => {
    if (ref < 0) return `s${-1 - ref}`;
    const [name, index] = producers[ref]!;
    return index === 0 ? name : `${name}:${index}`;
  };
  for (const [place, operation] of operations.entries()) {
    const name = `n${place}`;
    for (let i = 0; i < operation.results.length; i++) producers.push([name, i]);
    // A variable that is read only to be there after the step needs no read within it.
    if (operation.name === READ && !used.has(operation.first)) continue;
    const before = new Set<string>();
    for (const ref of operation.inputs) {
      if (ref >= 0 || !isVariable(slots[-1 - ref]!)) continue;
      const writes = operation.name !== READ;
      for (const node of access(-1 - ref, name, writes)) before.add(node);
      if (writes) effects.push(name);
    }
    const from = [...operation.inputs.map(text), ...[...before].map((node) => `^${node}`)];
    nodes.push(node(name, operation.name, from, operation.attributes.map((it) => [it.name, attribute(it)])));
  }
  return {
    definition: join([...nodes.map((bytes) => message([1, bytes])), message([4, message([1, PRODUCER])])]),
    inputs,
    outputs: trace.outputs.map((ref) => producers[ref]!),
    effects: [...new Set(effects)],
  };
}

type Entry = readonly [name: string, value: Uint8Array];

function node(name: string, operation: string, inputs: readonly string[], attributes: readonly Entry[]): Uint8Array {
  return message(
    [1, name],
    [2, operation],
    ...inputs.map((input) => [3, input] as const),
    ...attributes.map(([name, value]) => [5, message([1, name], [2, value])] as const),
  );
}

function shapeOf(shape: readonly number[]): Uint8Array {
  return message(...shape.map((length) => [2, message([1, length])] as const));
}

function attribute({ name, type, value }: Attribute): Uint8Array {
  const list = Array.isArray(value) ? value as number[] : undefined;
  switch (type) {
    case attributeTypes.TF_ATTR_STRING:
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
