/** Puts a recorded graph into nodes of TensorFlow. */
import { expand, type Rule } from "../../../graph/expand.ts";
import type { Graph, Size, Value } from "../../../graph/graph.ts";
import { layerNormRule, RULES } from "../../../graph/expand/rules.ts";
import type { HostTensor } from "../../../snapshot.ts";
import { refuse } from "../refuse.ts";
import type { Given, TensorflowAttribute, TensorflowEnd, TensorflowGraph, TensorflowNode } from "./node.ts";
import { WORDS } from "./operations.ts";

/** What TensorFlow has no operation for. */
const COMPOSED: Readonly<Record<string, Rule>> = {
  ...RULES,
  LayerNorm: layerNormRule,
  // TensorFlow.js makes whole numbers of it, whatever it is given.
  FloorDiv: ({ inputs, outputs: [y] }, { make }) =>
    inputs.a!.dtype === y!.dtype ? undefined : make("Cast", { x: make("FloorDiv", inputs, {}, { dtype: "float32" }) }),
  Prelu: ({ inputs: { x, alpha } }, { make, number }) =>
    make("Add", {
      a: make("Relu", { x: x! }),
      b: make("Multiply", { a: alpha!, b: make("Minimum", { a: x!, b: number(0) }) }),
    }),
  Step: ({ inputs: { x }, settings: { alpha = 0 } }, { make, number }) => {
    const above = make("Cast", { x: make("Greater", { a: x!, b: number(0) }, {}, { dtype: "bool" }) });
    if (alpha === 0) return above;
    return make("Add", {
      a: make("Multiply", { a: above, b: number(1 - (alpha as number)) }),
      b: number(alpha as number),
    });
  },
};

/**
 * A graph as nodes of TensorFlow, of any size of the batch. Weights keep their names.
 *
 * @param rules How operations are written that whoever reads it cannot take as they are. Default none.
 * @throws {TypeError} If TensorFlow has no words for an operation; the error names it and its layer.
 */
export function lower(graph: Graph, rules: Readonly<Record<string, Rule>> = {}): TensorflowGraph {
  const { operations, constants: numbers, inputs, outputs } = expand(graph, { ...COMPOSED, ...rules });
  // What comes out keeps its name, and so does what goes in. Python's TensorFlow takes small and capital letters for the same.
  const nodes: TensorflowNode[] = [], constants: Record<string, HostTensor> = {};
  const taken = new Set(Object.keys(outputs).filter((name) => !(name in inputs)).map((name) => name.toLowerCase()));
  const names = new Map<Value, string>(), made = new Map<string, string>();
  const fresh = (wanted: string) => {
    // TensorFlow takes no other signs.
    const word = wanted.replace(/[^A-Za-z0-9_.\\/-]/g, "_").replace(/^[^A-Za-z0-9.]/, ".");
    let name = word;
    for (let i = 1; taken.has(name.toLowerCase()); i++) name = `${word}_${i}`;
    taken.add(name.toLowerCase());
    return name;
  };
  const add = (wanted: string, op: string, given: readonly string[], attributes: TensorflowNode["attributes"]) => {
    const name = fresh(wanted);
    nodes.push({ name, op, inputs: given, attributes });
    return name;
  };
  const constant = (wanted: string, tensor: HostTensor) => {
    const name = add(wanted, "Const", [], { dtype: { type: tensor.dtype }, value: { shape: tensor.shape } });
    constants[name] = tensor;
    return name;
  };
  const once = (key: string, make: () => string) => {
    if (!made.has(key)) made.set(key, make());
    return made.get(key)!;
  };
  const ints = (list: readonly number[], shape: readonly number[] = [list.length]) =>
    once(`ints ${list} ${shape}`, () => constant("ints", { dtype: "int32", shape, data: Int32Array.from(list) }));
  const batch = (times: number): string =>
    once(`batch ${times}`, () => {
      if (times > 1) return add("batch", "Mul", [batch(1), ints([times], [])], { T: { type: "int32" } });
      const [input] = Object.values(inputs), types = { T: { type: "int32" }, Index: { type: "int32" } } as const;
      const shape = add("shape", "Shape", [names.get(input!)!], {
        T: { type: input!.dtype },
        out_type: { type: "int32" },
      });
      const mask: Record<string, TensorflowAttribute> = { shrink_axis_mask: { i: 1 } };
      for (const kind of ["begin", "end", "ellipsis", "new_axis"]) mask[`${kind}_mask`] = { i: 0 };
      return add("batch", "StridedSlice", [shape, ints([0]), ints([1]), ints([1])], { ...types, ...mask });
    });
  const sizes = (list: readonly Size[]) => {
    if (list.every((side) => typeof side === "number")) return ints(list as number[]);
    return once(`sizes ${JSON.stringify(list)}`, () => {
      const parts = list.map((side) => typeof side === "number" ? ints([side], []) : batch(side.batch));
      return add("sizes", "Pack", parts, { T: { type: "int32" }, N: { i: parts.length }, axis: { i: 0 } });
    });
  };
  const nameOf = (value: Value): string => {
    const known = names.get(value), held = numbers.get(value);
    if (known !== undefined || held === undefined) return known!;
    const name = constant(held.name ?? "constant", held.data);
    names.set(value, name);
    return name;
  };
  const given = (it: Given): string => {
    if ("sizes" in it) return sizes(it.sizes);
    if ("pairs" in it) return ints(it.pairs.flat(), [it.pairs.length, 2]);
    if (!("number" in it)) return nameOf(it);
    const { number, dtype } = it, kind = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[dtype];
    return once(`number ${number} ${dtype}`, () => constant("number", { dtype, shape: [], data: kind.of(number) }));
  };
  const freed = (shape: readonly Size[]) => shape.map((side) => typeof side === "number" ? side : -1);
  const end = (node: string, { dtype, shape }: Value): TensorflowEnd => ({ node, dtype, shape: freed(shape) });
  for (const [name, value] of Object.entries(inputs)) {
    const attributes = { dtype: { type: value.dtype }, shape: { shape: freed(value.shape) } };
    names.set(value, add(name, "Placeholder", [], attributes));
  }
  for (const operation of operations) {
    const word = WORDS[operation.kernel], { layer, outputs: results } = operation;
    if (word === undefined) throw refuse("TensorFlow", operation, "it has no such operation that is known");
    const { op, given: wanted, attributes = {} } = word(operation), inputsOf = wanted.map(given);
    const name = add(layer === undefined ? op : `${layer}/${op}`, op, inputsOf, attributes);
    results.forEach((value, i) => names.set(value, i === 0 ? name : `${name}:${i}`));
  }
  const ends = Object.entries(outputs).map(([name, value]): [string, TensorflowEnd] => {
    if (!(name in inputs)) taken.delete(name.toLowerCase());
    const node = add(name, "Identity", [nameOf(value)], { T: { type: value.dtype } });
    return [name, end(node, value)];
  });
  return {
    ...{ nodes, constants, outputs: Object.fromEntries(ends) },
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, end(names.get(value)!, value)])),
  };
}
