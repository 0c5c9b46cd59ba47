/** How kernels that only TensorFlow.js or Raptor have are written by those that every tool has. */
import type { Value } from "../graph.ts";
import type { Builder, Rule } from "../expand.ts";

/** An operation that carries a sum with a bias and an activation, as the three that they are. */
function apart(kernel: string): Rule {
  return ({ inputs, settings }, builder) => {
    const { bias, preluActivationWeights: slope, ...others } = inputs;
    const { activation = "linear", leakyreluAlpha = 0.2, ...plain } = settings;
    const product = builder.make(kernel, others, plain);
    const moved = bias === undefined ? product : builder.make("Add", { a: product, b: bias });
    return activated(String(activation), moved, slope, leakyreluAlpha as number, builder);
  };
}

const ACTIVATIONS: Readonly<Record<string, string>> = {
  relu: "Relu",
  relu6: "Relu6",
  elu: "Elu",
  sigmoid: "Sigmoid",
};

function activated(
  name: string,
  x: Value,
  slope: Value | undefined,
  alpha: number,
  { make }: Builder,
): Value | undefined {
  if (name === "linear") return x;
  if (name === "leakyrelu") return make("LeakyRelu", { x }, { alpha });
  if (name === "prelu" && slope !== undefined) return make("Prelu", { x, alpha: slope });
  const kernel = ACTIVATIONS[name];
  return kernel === undefined ? undefined : make(kernel, { x });
}

/** Rules for every format. */
export const RULES: Readonly<Record<string, Rule>> = {
  _FusedMatMul: apart("BatchMatMul"),
  FusedConv2D: apart("Conv2D"),
  FusedDepthwiseConv2D: apart("DepthwiseConv2dNative"),
  // The numbers of the images of a batch: how many there are is not known beforehand.
  Range: ({ settings: { start = 0, step = 1 } }, { make }) =>
    start === 0 && step === 1 ? make("Cumsum", { x: make("Fill", {}, { value: 1 }) }, { exclusive: true }) : undefined,
  Gelu: ({ inputs: { x } }, { make, number }) => {
    const share = make("Add", {
      a: make("Erf", { x: make("Multiply", { a: x!, b: number(Math.SQRT1_2) }) }),
      b: number(1),
    });
    return make("Multiply", { a: x!, b: make("Multiply", { a: share, b: number(0.5) }) });
  },
};

/** Layer normalisation of the last axis, for formats that have no operation for it. */
export const layerNormRule: Rule = ({ inputs: { x, scale, offset }, settings: { epsilon } }, { make, number }) => {
  const column = { shape: [...x!.shape.slice(0, -1), 1] }, last = { axis: [x!.shape.length - 1], keepDims: true };
  const centred = make("Sub", { a: x!, b: make("Mean", { x: x! }, last, column) });
  const variance = make("Mean", { x: make("Square", { x: centred }) }, last, column);
  const inverse = make(
    "Rsqrt",
    { x: make("Add", { a: variance, b: number(epsilon as number) }, {}, column) },
    {},
    column,
  );
  const normal = make("Multiply", { a: centred, b: inverse });
  return make("Add", { a: make("Multiply", { a: normal, b: scale! }), b: offset! });
};
