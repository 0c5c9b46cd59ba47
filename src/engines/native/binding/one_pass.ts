/**
 * Operations of our own: chains of TensorFlow's that XLA makes one pass over memory. Each is a function of the context, which kernels and
 * the graphs of steps name as any other operation. XLA takes some 0.05 s for each new shape, once.
 */
import { type Attribute, bool, ON_FLOATS } from "./attributes.ts";
import type { Binding, Graph } from "./binding.ts";
import { dtypes } from "./dtypes.ts";
import { over } from "./over.ts";
import { constant, definitionOf, operationNode, placeholder } from "./nodes.ts";

/** x · Φ(x) of x. */
export const GELU = "RaptorGelu";
/** The gradient by x, of x and the gradient by what GELU gave. */
export const GELU_GRADIENT = "RaptorGeluGradient";
/** (x − mean)². */
export const DEVIATION = "RaptorDeviation";
/** Layer normalisation of x, by the means and inverse deviations of its rows, by scale and offset. */
export const LAYER_NORM = "RaptorLayerNorm";
/** What the gradient by the scale is the sum of: of x, means, inverse deviations, and the gradient by what the norm gave. */
export const LAYER_NORM_SCALED = "RaptorLayerNormScaled";
/** The gradient by x: of the same, the scale, and the means over each row of that gradient, and of what is above, by the scale. */
export const LAYER_NORM_GRADIENT = "RaptorLayerNormGradient";
/** Shares of classes less those that are told: of the shares, the number of each row's class as a column, and the numbers of all classes. */
export const LESS_TOLD = "RaptorLessTold";

/** What all of them are called with. */
export const ONE_PASS: readonly Attribute[] = Object.freeze([bool("_XlaMustCompile", true)]);

/** A step of a chain: an operation on steps before it, on inputs (`s0`, `s1`, ...) or on numbers. */
type Link = readonly [name: string, operation: string, ...of: readonly (string | number)[]];

/**
 * (1 + erf(x / √2)) / 2. XLA's erf comes to 1 but for its last digits, which would be a share of any large number; beyond 4 it is 1 in float32.
 * Its erfc would be right, and takes three times as long.
 */
const SHARE: readonly Link[] = [
  ["scaled", "Mul", "s0", Math.SQRT1_2],
  ["size", "Abs", "scaled"],
  ["far", "Greater", "size", 4],
  ["end", "Sign", "scaled"],
  ["near", "Erf", "scaled"],
  ["erf", "SelectV2", "far", "end", "near"],
  ["above", "AddV2", "erf", 1],
  ["share", "Mul", "above", 0.5],
];

/** (x − mean) · inverse deviation. */
const NORMAL: readonly Link[] = [["centred", "Sub", "s0", "s1"], ["normal", "Mul", "centred", "s2"]];

const CHAINS: Readonly<Record<string, readonly Link[]>> = {
  [GELU]: [...SHARE, ["result", "Mul", "s0", "share"]],
  [GELU_GRADIENT]: [
    ...SHARE,
    ["square", "Square", "s0"],
    ["half", "Mul", "square", -0.5],
    ["bell", "Exp", "half"],
    ["density", "Mul", "bell", 1 / Math.sqrt(2 * Math.PI)],
    ["moved", "Mul", "s0", "density"],
    ["slope", "AddV2", "share", "moved"],
    ["result", "Mul", "s1", "slope"],
  ],
  [DEVIATION]: [["centred", "Sub", "s0", "s1"], ["result", "Square", "centred"]],
  [LAYER_NORM]: [...NORMAL, ["scaled", "Mul", "normal", "s3"], ["result", "AddV2", "scaled", "s4"]],
  [LAYER_NORM_SCALED]: [...NORMAL, ["result", "Mul", "s3", "normal"]],
  [LAYER_NORM_GRADIENT]: [
    ...NORMAL,
    ["sloped", "Mul", "s3", "s4"],
    ["level", "Sub", "sloped", "s5"],
    ["along", "Mul", "normal", "s6"],
    ["apart", "Sub", "level", "along"],
    ["result", "Mul", "apart", "s2"],
  ],
  [LESS_TOLD]: [
    ["apart", "Sub", "s2", "s1"],
    ["distance", "Abs", "apart"],
    ["other", "Minimum", "distance", 1],
    ["told", "Sub", 1, "other"],
    ["result", "Sub", "s0", "told"],
  ],
};

/** Gives a binding these operations, once somebody asks whether it has them. A graphics card has one way for all. */
export function onePass(binding: Binding): Binding {
  let has: boolean | undefined;
  return over(binding, {
    hasOnePass: () => has ??= !binding.isUsingGpuDevice() && isCompiled(binding),
    // TensorFlow does not look into functions: their results are as their first input.
    infer: (name, attributes, inputs, outputs) =>
      name in CHAINS
        ? [{ dtype: dtypes.TF_FLOAT, shape: inputs[0]!.shape }]
        : binding.infer(name, attributes, inputs, outputs),
  });
}

/** The names of all of them. Each number of their result comes of the numbers in its place. */
export const ONE_PASS_OPERATIONS: readonly string[] = Object.keys(CHAINS);

/** Whether this libtensorflow has XLA: a number goes through it. */
function isCompiled(binding: Binding): boolean {
  const x = binding.createTensor([], dtypes.TF_FLOAT, [1]);
  try {
    for (const [name, chain] of Object.entries(CHAINS)) binding.addFunction(graphOf(chain), name);
    binding.deleteTensor(binding.execute(GELU, ONE_PASS, [x], 1)[0]!);
    return true;
  } catch {
    return false;
  } finally {
    binding.deleteTensor(x);
  }
}

function graphOf(chain: readonly Link[]): Graph {
  const places = chain.flatMap(([, , ...of]) => of.map((one) => Number(/^s(\d+)$/.exec(String(one))?.[1] ?? -1)));
  const inputs = Array.from({ length: 1 + Math.max(...places) }, (_, i) => `s${i}`);
  const nodes = inputs.map((input) => placeholder(input, dtypes.TF_FLOAT, undefined));
  for (const [name, operation, ...of] of chain) {
    const from = of.map((one, i) => {
      if (typeof one === "string") return one;
      nodes.push(constant(`${name}${i}`, dtypes.TF_FLOAT, [], [one]));
      return `${name}${i}`;
    });
    nodes.push(operationNode(name, operation, from, ON_FLOATS));
  }
  return { definition: definitionOf(nodes), inputs: inputs.map((_, i) => i), outputs: [["result", 0]], effects: [] };
}
