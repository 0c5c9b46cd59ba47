/**
 * A trace as TensorFlow's GraphDef. What reads or writes a variable keeps its order by control edges: a step sees the
 * weights as they were before it moves them. A weight moves only once all that is computed with it is there, as TensorFlow
 * copies a variable that someone else still sees.
 */
import type { Graph, Named } from "../binding/binding.ts";
import { constant, definitionOf, node, operationNode, placeholder } from "../binding/nodes.ts";
import { message } from "../binding/protobuf.ts";
import type { Ref, Trace } from "./records.ts";
import { isConstant, isVariable, READ } from "./trace.ts";

const RESHAPE = "Reshape";

/**
 * Makes a graph of a trace.
 *
 * @param named As what its operations are computed.
 */
export function graphOf(trace: Trace, named: Named): Graph {
  const { operations, slots } = trace;
  const nodes: Uint8Array[] = [];
  const producers: (readonly [node: string, index: number])[] = [];
  const inputs: number[] = [];
  const effects: string[] = [];
  // Of each variable: its last write, and its reads since.
  const accesses = new Map<number, { write?: string; reads: string[] }>();
  // The variable whose memory a tensor shares, as it is its value, or that in another shape.
  const shares = new Map<Ref, number>();
  const used = new Set<Ref>([...operations.flatMap(({ inputs }) => inputs), ...trace.outputs]);
  for (const [slot, { variable }] of slots.entries()) {
    if (variable !== undefined && used.has(-1 - slot)) used.add(-1 - variable);
  }

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
    if (!used.has(-1 - slot)) continue;
    const name = `s${slot}`;
    if (variable !== undefined) {
      access(variable, name, false);
      shares.set(-1 - slot, variable);
      nodes.push(node(name, READ, [`s${variable}`], [["dtype", message([6, dtype])]]));
    } else if (isConstant(trace, slot)) {
      nodes.push(constant(name, dtype, shape, values!));
    } else {
      inputs.push(slot);
      nodes.push(placeholder(name, dtype, isVariable(slots[slot]!) ? undefined : shape));
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
    for (const ref of operation.inputs) {
      const variable = shares.get(ref);
      if (variable === undefined) continue;
      if (operation.name === RESHAPE) shares.set(operation.first, variable);
      else accesses.get(variable)!.reads.push(name);
    }
    const from = [...operation.inputs.map(text), ...[...before].map((node) => `^${node}`)];
    const [computed, attributes] = named(operation.name, operation.attributes);
    nodes.push(operationNode(name, computed, from, attributes));
  }
  return {
    definition: definitionOf(nodes),
    inputs,
    outputs: trace.outputs.map((ref) => producers[ref]!),
    effects: [...new Set(effects)],
  };
}
