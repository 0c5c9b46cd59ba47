/** Writes operations of a graph as several others. */
import type { Graph, Operation, Setting, Size, Value } from "./graph.ts";

/** What an operation is written by. */
export interface Builder {
  /** An operation of the same layer; its output has the shape and type that are given, else those of what it stands in for. */
  make(
    kernel: string,
    inputs: Readonly<Record<string, Value>>,
    settings?: Readonly<Record<string, Setting>>,
    like?: { readonly shape?: readonly Size[]; readonly dtype?: Value["dtype"] },
  ): Value;
  /** A number. */
  number(value: number): Value;
}

/** What stands in for the only output of an operation; undefined where it stays as it is. */
export type Rule = (operation: Operation, builder: Builder) => Value | undefined;

/**
 * The same graph, in which each operation that has a rule is written as the rule says.
 *
 * @param rules By the kernels' names.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { expand } from "./expand.ts";
 *
 * const [x, y] = [0, 1].map(() => ({ shape: [{ batch: 1 }], dtype: "float32" } as const));
 * const operations = [{ kernel: "Square", inputs: { x: x! }, settings: {}, outputs: [y!] }];
 * const graph = { name: "square", inputs: { x: x! }, outputs: { y: y! }, constants: new Map(), operations };
 * const written = expand(graph, { Square: ({ inputs: { x } }, { make }) => make("Multiply", { a: x!, b: x! }) });
 * assertEquals(written.operations.map(({ kernel }) => kernel), ["Multiply"]);
 * ```
 */
export function expand(graph: Graph, rules: Readonly<Record<string, Rule>>): Graph {
  const constants = new Map(graph.constants), numbers = new Map<number, Value>();
  const number = (value: number): Value => {
    let known = numbers.get(value);
    if (known === undefined) {
      known = { shape: [], dtype: "float32" };
      numbers.set(value, known);
      constants.set(known, { data: { dtype: "float32", shape: [], data: Float32Array.of(value) } });
    }
    return known;
  };
  const instead = new Map<Value, Value>(), now = (value: Value) => instead.get(value) ?? value;
  const write = (given: Operation): Operation[] => {
    const inputs = Object.fromEntries(Object.entries(given.inputs).map(([name, value]) => [name, now(value)]));
    const operation = { ...given, inputs }, rule = rules[operation.kernel], [output] = operation.outputs;
    if (rule === undefined) return [operation];
    const made: Operation[] = [];
    const make: Builder["make"] = (
      kernel,
      inputs,
      settings = {},
      { shape = output!.shape, dtype = output!.dtype } = {},
    ) => {
      const value: Value = { shape, dtype };
      made.push({ ...operation, kernel, inputs, settings, outputs: [value] });
      return value;
    };
    const found = rule(operation, { make, number });
    if (found === undefined) return [operation];
    // What a rule writes may have rules as well.
    const all = made.flatMap(write);
    instead.set(output!, now(found));
    return all;
  };
  const operations = graph.operations.flatMap(write);
  const outputs = Object.fromEntries(Object.entries(graph.outputs).map(([name, value]) => [name, now(value)]));
  return { ...graph, operations, outputs, constants };
}
