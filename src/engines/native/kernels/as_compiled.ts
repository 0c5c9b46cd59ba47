/**
 * The gradient of a max pool, and softmax, in an eager step as in a compiled one. TensorFlow hands that gradient to oneDNN where it sees
 * the pool beside it, as in the graph of a step, and else computes it itself: three times as slowly, and where windows overlap in
 * another order of sums. So an eager step asks for the pool and its gradient together, as a function of the two. On some processors
 * softmax is oneDNN's in a graph alone, too, and rounds otherwise; so it is a function of its own.
 */
import type { Attribute } from "../binding/attributes.ts";
import type { Binding, Graph } from "../binding/binding.ts";
import { dtypes } from "../binding/dtypes.ts";
import { definitionOf, operationNode, placeholder } from "../binding/nodes.ts";

const GRADIENT = "MaxPoolGrad", SOFTMAX = "Softmax", NONE: readonly Attribute[] = Object.freeze([]);

/** Has a binding compute gradients of max pools, and softmax, as compiled steps do. A graphics card has one way for both. */
export function asCompiled(binding: Binding): Binding {
  if (binding.isUsingGpuDevice()) return binding;
  const functions = new WeakMap<readonly Attribute[], string>();
  const functionOf = (attributes: readonly Attribute[]): string => {
    let name = functions.get(attributes);
    if (name === undefined) functions.set(attributes, name = binding.addFunction(pairOf(attributes)));
    return name;
  };
  let softmax: string | undefined;
  const softmaxOf = (attributes: readonly Attribute[]) => softmax ??= binding.addFunction(softmaxBy(attributes));
  return {
    ...binding,
    get executed() {
      return binding.executed;
    },
    get functions() {
      return binding.functions;
    },
    executeOp(name, attributes, inputs, outputs) {
      if (name === SOFTMAX) return binding.executeOp(softmaxOf(attributes), NONE, inputs, outputs);
      if (name !== GRADIENT) return binding.executeOp(name, attributes, inputs, outputs);
      return binding.executeOp(functionOf(attributes), NONE, ends(inputs), outputs);
    },
    execute(name, attributes, inputs, outputs) {
      if (name === SOFTMAX) return binding.execute(softmaxOf(attributes), NONE, inputs, outputs);
      if (name !== GRADIENT) return binding.execute(name, attributes, inputs, outputs);
      return binding.execute(functionOf(attributes), NONE, ends(inputs), outputs);
    },
  };
}

/** Image and gradient: what the pool made of the image is made again. */
function ends([image, , gradient]: readonly number[]): number[] {
  return [image!, gradient!];
}

function softmaxBy(attributes: readonly Attribute[]): Graph {
  return {
    definition: definitionOf([
      placeholder("s0", dtypes.TF_FLOAT, undefined),
      operationNode("shares", SOFTMAX, ["s0"], attributes),
    ]),
    inputs: [0],
    outputs: [["shares", 0]],
    effects: [],
  };
}

/** A pool has the attributes of its gradient. */
function pairOf(attributes: readonly Attribute[]): Graph {
  return {
    definition: definitionOf([
      ...[0, 1].map((slot) => placeholder(`s${slot}`, dtypes.TF_FLOAT, undefined)),
      operationNode("pool", "MaxPool", ["s0"], attributes),
      operationNode("gradient", GRADIENT, ["s0", "pool", "s1"], attributes),
    ]),
    inputs: [0, 1],
    outputs: [["gradient", 0]],
    effects: [],
  };
}
