/**
 * Some operations in an eager step as in a compiled one, each as a function of its own. TensorFlow hands the gradient of a max pool to
 * oneDNN where it sees the pool beside it, as in the graph of a step, and else computes it itself: three times as slowly, and
 * where windows overlap in another order of sums. So an eager step asks for the pool and its gradient together. On some processors
 * softmax is oneDNN's in a graph alone, too, and rounds otherwise; and what has a name of oneDNN's is known in a graph alone.
 */
import type { Attribute } from "../binding/attributes.ts";
import type { Binding, Graph } from "../binding/binding.ts";
import { dtypes } from "../binding/dtypes.ts";
import { over } from "../binding/over.ts";
import { definitionOf, operationNode, placeholder } from "../binding/nodes.ts";

const GRADIENT = "MaxPoolGrad", NONE: readonly Attribute[] = Object.freeze([]);
/** Operations that are functions of their own, and how many inputs they have. */
const ALONE: Readonly<Record<string, number>> = { Softmax: 1, _MklLayerNorm: 3 };

/** Has a binding compute gradients of max pools, softmax and oneDNN's own as compiled steps do. A graphics card has one way for all. */
export function asCompiled(binding: Binding): Binding {
  if (binding.isUsingGpuDevice()) return binding;
  // Kernels of tfjs-node make their attributes anew in each call.
  const functions = new Map<string, string>();
  const functionOf = (name: string, attributes: readonly Attribute[], make: () => Graph): string => {
    const key = `${name} ${JSON.stringify(attributes)}`;
    let made = functions.get(key);
    if (made === undefined) functions.set(key, made = binding.addFunction(make()));
    return made;
  };
  /** What is called in the place of an operation. */
  const called = (name: string, attributes: readonly Attribute[], inputs: readonly number[]) => {
    if (name === GRADIENT) return [functionOf(name, attributes, () => pairOf(attributes)), NONE, ends(inputs)] as const;
    const count = ALONE[name];
    return count === undefined
      ? [name, attributes, inputs] as const
      : [functionOf(name, attributes, () => aloneOf(name, attributes, count)), NONE, inputs] as const;
  };
  return over(binding, {
    executeOp: (name, attributes, inputs, outputs) => binding.executeOp(...called(name, attributes, inputs), outputs),
    execute: (name, attributes, inputs, outputs) => binding.execute(...called(name, attributes, inputs), outputs),
  });
}

/** Image and gradient: what the pool made of the image is made again. */
function ends([image, , gradient]: readonly number[]): number[] {
  return [image!, gradient!];
}

function aloneOf(name: string, attributes: readonly Attribute[], count: number): Graph {
  const inputs = Array.from({ length: count }, (_, i) => i), names = inputs.map((i) => `s${i}`);
  return {
    definition: definitionOf([
      ...names.map((input) => placeholder(input, dtypes.TF_FLOAT, undefined)),
      operationNode("result", name, names, attributes),
    ]),
    ...{ inputs, outputs: [["result", 0]], effects: [] },
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
