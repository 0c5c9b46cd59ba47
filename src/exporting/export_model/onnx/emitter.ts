/** Writes nodes of ONNX one by one, and knows which tensors are there in which order of axes. */
import type { Constant, Graph, Operation, Size, Value } from "../../../graph/graph.ts";
import type { HostTensor } from "../../../snapshot.ts";
import { transposed } from "../../../tensors/transposed.ts";
import type { Element, OnnxAttribute, OnnxNode, OnnxTensor } from "./model.ts";

/** Where the channels of an image, or of a volume or a row, stand: first after the batch, as in ONNX, or last. */
export type Order = "first" | "last";

/** What operations are written by. */
export interface Emitter {
  /** The name of a value in an order of axes; it is turned where it is only there in the other one. */
  name(value: Value, order?: Order): string;
  /** The name of a value that is combined, element by element, with others of that rank. */
  beside(value: Value, rank: number, order: Order): string;
  /** Whether a value is there with its channels first, and not last. */
  isFirst(value: Value): boolean;
  /** The numbers of a value that is constant. */
  constant(value: Value): Constant | undefined;
  /** A constant in another form, once for all who ask for the same. */
  reshaped(value: Value, form: string, make: (data: HostTensor) => HostTensor): string;
  /** An initializer of whole numbers of 64 bits. */
  ints(numbers: readonly number[]): string;
  /** An initializer of one number. */
  scalar(number: number, element?: Element): string;
  /** A shape, as a tensor of whole numbers; computed from the input where it follows the batch. */
  sizes(shape: readonly Size[]): string;
  /** A node; answers the names of what it makes. */
  node(type: string, inputs: readonly string[], attributes?: Readonly<Record<string, OnnxAttribute>>): string;
  nodes(
    count: number,
    type: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): string[];
  /** Says what a value is called. */
  set(value: Value, name: string, order?: Order): void;
}

/** The order of axes that brings the channels forward. */
export const toFirst = (rank: number) => [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];
/** The order of axes that brings them back. */
export const toLast = (rank: number) => [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1];

/** An emitter, and what it has written. */
export interface Emitting {
  readonly emitter: Emitter;
  readonly nodes: OnnxNode[];
  readonly initializers: OnnxTensor[];
  /** Says which operation is being written, for the names of its nodes. */
  begin(operation: Operation | undefined): void;
}

/**
 * Makes an emitter.
 *
 * @param graph Whose constants and inputs there are.
 * @param order In which the inputs come that have channels.
 */
export function makeEmitter({ constants, inputs }: Graph, order: Order): Emitting {
  const nodes: OnnxNode[] = [], initializers: OnnxTensor[] = [], taken = new Set<string>();
  const names = new Map<Value, { first?: string; last?: string }>(), made = new Map<string, string>();
  let layer = "";
  const fresh = (wanted: string) => {
    let name = wanted;
    for (let i = 1; taken.has(name); i++) name = `${wanted}_${i}`;
    taken.add(name);
    return name;
  };
  const once = (key: string, make: () => string) => {
    let name = made.get(key);
    if (name === undefined) made.set(key, name = make());
    return name;
  };
  const initializer = (wanted: string, element: Element, shape: readonly number[], data: OnnxTensor["data"]) => {
    const name = fresh(wanted);
    initializers.push({ name, element, shape, data });
    return name;
  };
  const keys = new Map<Value, number>(),
    keyOf = (value: Value) => {
      if (!keys.has(value)) keys.set(value, keys.size);
      return keys.get(value)!;
    };
  const several: Emitter["nodes"] = (count, type, inputs, attributes = {}) => {
    const name = fresh(layer === "" ? type : `${layer}/${type}`);
    const outputs = count === 1 ? [name] : Array.from({ length: count }, (_, i) => fresh(`${name}.${i}`));
    nodes.push({ type, name, inputs, outputs, attributes });
    return outputs;
  };
  const node: Emitter["node"] = (type, inputs, attributes) => several(1, type, inputs, attributes)[0]!;
  const reshaped: Emitter["reshaped"] = (value, form, make) =>
    once(`${keyOf(value)} ${form}`, () => {
      const { name = layer === "" ? "constant" : `${layer}/constant`, data: given } = constants.get(value)!;
      const { dtype, shape, data } = make(given);
      return initializer(name, dtype, shape, data);
    });
  const ints: Emitter["ints"] = (numbers) =>
    once(`ints ${numbers}`, () => initializer("ints", "int64", [numbers.length], BigInt64Array.from(numbers, BigInt)));
  const batch = () =>
    once("batch", () => {
      const first = Object.values(inputs)[0]!, before = layer;
      layer = "";
      const name = node("Slice", [
        node("Shape", [names.get(first)!.last ?? names.get(first)!.first!]),
        ints([0]),
        ints([1]),
      ]);
      layer = before;
      return name;
    });
  const emitter: Emitter = {
    isFirst: (value) => names.get(value)?.first !== undefined && names.get(value)!.last === undefined,
    constant: (value) => constants.get(value),
    reshaped,
    ints,
    node,
    nodes: several,
    scalar: (number, element = "float32") =>
      once(`scalar ${number} ${element}`, () => {
        const data = element === "int64"
          ? BigInt64Array.of(BigInt(number))
          : { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[element].of(number);
        return initializer("number", element, [], data);
      }),
    sizes(shape) {
      if (shape.every((side) => typeof side === "number")) return ints(shape as number[]);
      return once(`sizes ${JSON.stringify(shape)}`, () => {
        const parts = shape.map((side) => {
          if (typeof side === "number") return ints([side]);
          return side.batch === 1 ? batch() : node("Mul", [batch(), ints([side.batch])]);
        });
        return parts.length === 1 ? parts[0]! : node("Concat", parts, { axis: 0 });
      });
    },
    name(value, order = "last") {
      const rank = value.shape.length;
      if (constants.has(value)) {
        const turn = order === "first" && rank > 2;
        return reshaped(value, turn ? "first" : "last", (data) => turn ? transposed(data, toFirst(rank)) : data);
      }
      const known = names.get(value)!, found = known[order];
      if (found !== undefined) return found;
      const perm = order === "first" ? toFirst(rank) : toLast(rank);
      return known[order] = node("Transpose", [known.first ?? known.last!], { perm });
    },
    beside(value, rank, order) {
      if (order === "last" || value.shape.length === rank || value.shape.length === 0) {
        return emitter.name(value, order);
      }
      return reshaped(value, `first of ${rank}`, (tensor) => {
        const padded = [...Array(rank - tensor.shape.length).fill(1), ...tensor.shape];
        const { shape, ...turned } = transposed({ ...tensor, shape: padded }, toFirst(rank));
        const begin = shape.findIndex((side) => side !== 1);
        return { ...turned, shape: begin === -1 ? [] : shape.slice(begin) };
      });
    },
    set(value, name, order = "last") {
      names.set(value, { ...names.get(value), [order]: name });
    },
  };
  for (const [name, value] of Object.entries(inputs)) {
    emitter.set(value, fresh(name), order === "first" && value.shape.length > 2 ? "first" : "last");
  }
  return { emitter, nodes, initializers, begin: (operation) => layer = operation?.layer ?? "" };
}
