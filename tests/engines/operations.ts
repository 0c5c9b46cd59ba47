/**
 * The table of every operation and gradient that models, losses and optimizers use. An engine is complete when it
 * computes each row as the reference does.
 */
import { cpu } from "../../src/engines/cpu.ts";
import type { Engine } from "../../src/engine.ts";
import { batchNormTrain } from "../../src/tensors/batch_norm.ts";
import { gelu } from "../../src/tensors/gelu.ts";
import { layerNorm } from "../../src/tensors/layer_norm.ts";
import { relu } from "../../src/tensors/relu.ts";
import { softmaxCrossEntropy } from "../../src/tensors/softmax.ts";
import { amsgradUpdate } from "../../src/tensors/amsgrad_update.ts";
import { adamUpdate, descentUpdate, followUpdate, momentumUpdate } from "../../src/tensors/update.ts";
import { tf } from "../../src/tf.ts";
import { agrees, type Operation } from "./operation.ts";

type Shapes = Operation["shapes"];
type Run = Operation["run"];
type Pad = "same" | "valid" | number;
type Tensor4 = tf.Tensor4D;

const smooth = (name: string, shapes: Shapes, run: Run): Operation => ({ name, shapes, run, gradient: "smooth" });
const kinked = (name: string, shapes: Shapes, run: Run): Operation => ({ name, shapes, run, gradient: "kinked" });
const plain = (name: string, shapes: Shapes, run: Run): Operation => ({ name, shapes, run, gradient: "none" });
const positive = (name: string, shapes: Shapes, run: Run): Operation => ({
  ...smooth(name, shapes, run),
  positive: true,
});

/** Kernel, stride, padding, height and width of the convolutions and pools that networks have, and some odd ones. */
const windows: readonly (readonly [number, number, Pad, number, number])[] = [
  [1, 1, "same", 4, 4],
  [1, 1, "valid", 3, 5],
  [1, 2, "valid", 4, 4],
  [1, 2, "same", 5, 5],
  [3, 1, "same", 4, 4],
  [3, 1, "valid", 5, 4],
  [3, 1, 1, 5, 5],
  [3, 1, 1, 1, 1],
  [3, 1, 1, 2, 2],
  [3, 2, "same", 6, 6],
  [3, 2, "same", 5, 7],
  [3, 2, "valid", 6, 5],
  [3, 2, 1, 8, 8],
  [3, 2, 1, 2, 2],
  [3, 2, 1, 7, 6],
  [5, 3, 2, 9, 8],
  [7, 2, 3, 10, 10],
  [7, 2, "same", 9, 9],
  [2, 2, "valid", 5, 4],
];

const convolutions = windows.flatMap(([k, stride, pad, h, w]) => [
  smooth(
    `conv2d ${k}x${k} stride ${stride} pad ${pad} on ${h}x${w}`,
    [[2, h, w, 3], [k, k, 3, 4]],
    (x, f) => tf.conv2d(x as Tensor4, f as Tensor4, stride, pad),
  ),
  smooth(
    `depthwiseConv2d ${k}x${k} stride ${stride} pad ${pad} on ${h}x${w}`,
    [[2, h, w, 3], [k, k, 3, 1]],
    (x, f) => tf.depthwiseConv2d(x as Tensor4, f as Tensor4, stride, pad),
  ),
]);

const pools = windows.flatMap(([k, stride, pad, h, w]) => [
  kinked(
    `maxPool ${k}x${k} stride ${stride} pad ${pad} on ${h}x${w}`,
    [[2, h, w, 3]],
    (x) => tf.maxPool(x as Tensor4, k, stride, pad),
  ),
  smooth(
    `avgPool ${k}x${k} stride ${stride} pad ${pad} on ${h}x${w}`,
    [[2, h, w, 3]],
    (x) => tf.avgPool(x as Tensor4, k, stride, pad),
  ),
]);

const products = [false, true].flatMap((a) =>
  [false, true].flatMap((b) => {
    const m = a ? [5, 3] : [3, 5], n = b ? [4, 5] : [5, 4];
    const how = `${a ? "transposed" : "plain"} by ${b ? "transposed" : "plain"}`;
    const run: Run = (x, y) => tf.matMul(x, y, a, b);
    return [
      smooth(`matMul ${how}`, [m, n], run),
      smooth(`matMul ${how} in a batch`, [[2, ...m], [2, ...n]], run),
      smooth(`matMul ${how} in heads`, [[2, 3, ...m], [2, 3, ...n]], run),
    ];
  })
);

const arithmetic = (["add", "sub", "mul", "div"] as const).flatMap((op) => {
  const row = op === "div" ? positive : smooth;
  const run: Run = (a, b) => tf[op](a, b);
  return [
    row(op, [[3, 4], [3, 4]], run),
    row(`${op} with a channel`, [[2, 3, 3, 4], [4]], run),
    row(`${op} with a column`, [[3, 4], [3, 1]], run),
    row(`${op} with a scalar`, [[], [3, 4]], run),
  ];
});

// tfjs itself, on every engine, does not sum the gradients of these three over axes that were broadcast.
const comparisons = [
  kinked("maximum", [[3, 4], [3, 4]], (a, b) => tf.maximum(a, b)),
  kinked("minimum", [[3, 4], [3, 4]], (a, b) => tf.minimum(a, b)),
  kinked("maximum with a constant", [[3, 4]], (x) => tf.maximum(x, 0.1)),
  smooth("squaredDifference", [[3, 4], [3, 4]], (a, b) => tf.squaredDifference(a, b)),
];

const functions = [
  ...(["relu", "relu6", "leakyRelu", "elu", "selu", "abs"] as const).map((op) =>
    kinked(op, [[3, 7]], (x) => tf[op](tf.mul(x, 4)))
  ),
  kinked("relu of Raptor", [[2, 3, 3, 4]], (x) => relu(x)),
  ...(["sigmoid", "tanh", "softplus", "exp", "square", "neg", "erf", "sin", "cos"] as const).map((op) =>
    smooth(op, [[3, 7]], (x) => tf[op](x))
  ),
  ...(["sqrt", "rsqrt", "log", "log1p", "reciprocal"] as const).map((op) => positive(op, [[3, 7]], (x) => tf[op](x))),
  positive("pow", [[3, 7]], (x) => tf.pow(x, 1.7)),
  smooth("swish", [[3, 7]], (x) => tf.mul(x, tf.sigmoid(x))),
  smooth("gelu", [[3, 7]], (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1))),
  kinked("clipByValue", [[3, 7]], (x) => tf.clipByValue(x, -0.5, 0.5)),
  smooth("where", [[3, 4], [3, 4]], (a, b) => tf.where(tf.greater(tf.tensor2d(checkers, [3, 4]), 0), a, b)),
  smooth("dropout mask", [[3, 4]], (x) => tf.mul(tf.div(x, 0.8), tf.tensor2d(checkers, [3, 4]))),
];

const checkers = [1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0, 0];

const reductions = [
  ...(["mean", "sum"] as const).flatMap((op) => [
    smooth(`${op} of everything`, [[3, 4]], (x) => tf[op](x)),
    smooth(`${op} over the rows`, [[3, 4]], (x) => tf[op](x, 0)),
    smooth(`${op} over the last axis, kept`, [[2, 3, 4]], (x) => tf[op](x, -1, true)),
    smooth(`${op} over the image`, [[2, 3, 5, 4]], (x) => tf[op](x, [1, 2])),
    smooth(`${op} over all but the channel`, [[2, 3, 5, 4]], (x) => tf[op](x, [0, 1, 2])),
  ]),
  kinked("max over the last axis", [[3, 4]], (x) => tf.max(x, -1)),
  kinked("max of everything", [[3, 4]], (x) => tf.max(x)),
  kinked("min over the rows", [[3, 4]], (x) => tf.min(x, 0)),
  smooth("moments", [[3, 4]], (x) => tf.add(tf.moments(x, 0).mean, tf.moments(x, 0).variance)),
  smooth("softmax", [[3, 5]], (x) => tf.softmax(x)),
  smooth("logSoftmax", [[3, 5]], (x) => tf.logSoftmax(x)),
  smooth("logSumExp", [[3, 5]], (x) => tf.logSumExp(x, -1)),
  smooth("norm", [[3, 5]], (x) => tf.sqrt(tf.sum(tf.square(x)))),
  smooth("addN", [[3], [3], [3]], (...all) => tf.addN(all)),
  plain("argMax", [[3, 5]], (x) => tf.argMax(x, -1)),
  plain("equal", [[6], [6]], (a, b) => tf.cast(tf.equal(tf.round(a), tf.round(b)), "float32")),
  plain("greater, cast and mean", [[6]], (x) => tf.mean(tf.cast(tf.greater(x, 0), "float32"))),
  plain("isNaN, any and all", [[6]], (x) => tf.stack([tf.any(tf.isNaN(x)), tf.all(tf.isFinite(x))])),
  plain("cast to int32", [[6]], (x) => tf.cast(tf.mul(x, 3), "int32")),
  plain("topk", [[3, 5]], (x) => tf.topk(x, 2).values),
  plain("cumsum", [[3, 5]], (x) => tf.cumsum(x, 1)),
];

const rows = (...indices: number[]) => tf.tensor1d(indices, "int32");

const movements = [
  plain("oneHot", [], () => tf.cast(tf.oneHot(rows(0, 2, 1), 3), "float32")),
  smooth("gather", [[4, 3]], (x) => tf.gather(x, rows(1, 3, 1))),
  smooth("gather of a batch", [[5, 3]], (x) => tf.gather(x, tf.tensor2d([0, 4, 4, 2], [2, 2], "int32"))),
  smooth("gather along the last axis", [[3, 5]], (x) => tf.gather(x, rows(4, 0, 4), 1)),
  smooth("concat", [[2, 3], [2, 1]], (a, b) => tf.concat([a, b], 1)),
  smooth("stack", [[2, 3], [2, 3]], (a, b) => tf.stack([a, b], 1)),
  smooth("split", [[2, 6]], (x) => tf.sub(...(tf.split(x, 2, 1) as [tf.Tensor, tf.Tensor]))),
  smooth("unstack", [[2, 6]], (x) => tf.mul(...(tf.unstack(x) as [tf.Tensor, tf.Tensor]))),
  smooth("slice", [[3, 4, 5]], (x) => tf.slice(x, [1, 0, 2], [2, 3, 2])),
  smooth("pad", [[2, 3, 3, 2]], (x) => tf.pad(x, [[0, 0], [1, 2], [0, 1], [0, 0]])),
  smooth("tile", [[2, 3]], (x) => tf.tile(x, [2, 2])),
  smooth("transpose", [[2, 3, 4]], (x) => tf.transpose(x, [2, 0, 1])),
  smooth("transpose of an image", [[2, 3, 4, 5]], (x) => tf.transpose(x, [0, 3, 1, 2])),
  smooth("reshape, squeeze and expandDims", [[2, 6]], (x) => tf.expandDims(tf.squeeze(tf.reshape(x, [1, 3, 4])), 1)),
  smooth("reverse", [[2, 3]], (x) => tf.reverse(x, 1)),
];

const images = { x: [3, 4, 4, 5], channels: [5] } as const;
const { x: image, channels } = images;

const normalisations = [
  smooth("batchNormTrain", [image, channels, channels], (x, scale, offset) => {
    return batchNormTrain(x, scale, offset, 1e-3).y;
  }),
  smooth("batchNormTrain of rows", [[6, 5], channels, channels], (x, scale, offset) => {
    return batchNormTrain(x, scale, offset, 1e-3).y;
  }),
  plain("batchNormTrain's statistics", [image, channels, channels], (x, scale, offset) => {
    const { mean, variance } = batchNormTrain(x, scale, offset, 1e-3);
    return tf.concat([mean, variance]);
  }),
  positive(
    "batchNorm with given statistics",
    [image, channels, channels, channels, channels],
    (x, mean, variance, offset, scale) => {
      return tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D);
    },
  ),
  smooth("layerNorm", [[2, 3, 5], channels, channels], (x, scale, offset) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), scale), offset);
  }),
];

const compositions = [
  smooth("dense", [[4, 5], [5, 3], [3]], (x, w, b) => tf.add(tf.matMul(x, w), b)),
  smooth("attention", [[2, 3, 4], [2, 3, 4], [2, 3, 4]], (q, k, v) => {
    return tf.matMul(tf.softmax(tf.div(tf.matMul(q, k, false, true), 2)), v);
  }),
  smooth("cross-entropy", [[3, 5]], (x) => {
    const target = tf.oneHot(rows(1, 0, 4), 5);
    return tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(x)), -1)));
  }),
  smooth("softmaxCrossEntropy", [[3, 5]], (x) => {
    return softmaxCrossEntropy(x as tf.Tensor2D, rows(1, 0, 4), { smoothing: 0 });
  }),
  smooth("softmaxCrossEntropy, smoothed", [[3, 5]], (x) => {
    return softmaxCrossEntropy(x as tf.Tensor2D, rows(1, 0, 4), { smoothing: 0.1 });
  }),
  smooth("gelu", [[3, 5]], (x) => gelu(x)),
  smooth("layerNorm of a matrix", [[3, 5], [5], [5]], (x, scale, offset) => layerNorm(x, scale, offset, 1e-3)),
  smooth("layerNorm of a sequence", [[2, 3, 4], [4], [4]], (x, scale, offset) => layerNorm(x, scale, offset, 1e-3)),
  kinked("residual block", [[2, 4, 4, 3], [3, 3, 3, 3], [3], [3]], (x, f, scale, offset) => {
    const y = batchNormTrain(tf.conv2d(x as Tensor4, f as Tensor4, 1, 1), scale, offset, 1e-3).y;
    return tf.mean(relu(tf.add(y, x)), [1, 2]);
  }),
  smooth("upsampling", [[1, 2, 3, 2]], (x) => tf.image.resizeNearestNeighbor(x as Tensor4, [4, 6])),
  // Square, as the gradient of tfjs swaps height and width.
  smooth("bilinear upsampling", [[1, 3, 3, 2]], (x) => tf.image.resizeBilinear(x as Tensor4, [6, 6])),
  plain("einsum of matrices", [[2, 3], [3, 4]], (a, b) => tf.einsum("ij,jk->ik", a, b)),
  plain("einsum of a batch, turned", [[5, 2, 3], [5, 4, 3]], (a, b) => tf.einsum("bij,bkj->kbi", a, b)),
  plain("einsum of an outer product", [[2], [3]], (a, b) => tf.einsum("i,j->ij", a, b)),
  plain("einsum to a scalar", [[3], [3]], (a, b) => tf.einsum("i,i->", a, b)),
];

/** Runs an update on variables of its own, twice, and gives back all their values. */
const updated = (move: (variables: tf.Variable[], gradient: tf.Tensor) => void): Run => (gradient, ...values) => {
  const variables = values.map((value) => tf.variable(value));
  // Twice, as the first step cannot show what the slots are for; and by a convolution, whose weights some engines
  // keep in another order of their own.
  const seen = [gradient, tf.neg(gradient)].map((gradient) => {
    move(variables, gradient);
    const kernel = tf.reshape(variables[0]!, [3, 1, 1, 4]) as Tensor4;
    return [
      ...variables.map((variable) => tf.reshape(variable, [-1])),
      tf.reshape(tf.conv2d(tf.ones([1, 3, 1, 1]) as Tensor4, kernel, 1, "same"), [-1]),
      tf.reshape(tf.matMul(tf.ones([2, 3]), tf.reshape(variables[0]!, [3, 4])), [-1]),
    ];
  });
  variables.forEach((variable) => variable.dispose());
  return tf.concat(seen.flat());
};

const size = [3, 4];

const updates = [
  plain("descentUpdate", [size, size], updated(([w], g) => descentUpdate(w!, g, { lr: 0.1 }))),
  plain("followUpdate", [size, size], updated(([w], g) => followUpdate(w!, g, { share: 0.1 }))),
  ...[false, true].map((nesterov) =>
    plain(
      `momentumUpdate${nesterov ? " by Nesterov" : ""}`,
      [size, size, size],
      updated(([w, v], g) => momentumUpdate(w!, v!, g, { lr: 0.1, momentum: 0.9, nesterov })),
    )
  ),
  {
    ...plain(
      "adamUpdate",
      [size, size, size, size],
      updated(([w, m, v], g) => adamUpdate(w!, m!, v!, g, { lr: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-3 })),
    ),
    positive: true,
  },
  // Numbers that the device alone knows, one of them or both.
  ...[false, true].map((both) => ({
    ...plain(
      `adamUpdate by ${both ? "scalars" : "a scalar"}`,
      [size, size, size, size],
      updated(([w, m, v], g) => {
        const [lr, epsilon] = [tf.scalar(0.1), both ? tf.scalar(1e-3) : 1e-3];
        adamUpdate(w!, m!, v!, g, { lr, beta1: 0.9, beta2: 0.999, epsilon, keep: 0.5 });
      }),
    ),
    positive: true,
  })),
  {
    ...plain(
      "amsgradUpdate by scalars",
      [size, size, size, size, size],
      updated(([weight, first, second, largest], g) => {
        const numbers = { lr: tf.scalar(0.1), beta1: 0.9, beta2: 0.999, epsilon: tf.scalar(1e-3) };
        amsgradUpdate({ weight: weight!, first: first!, second: second!, largest: largest! }, g, numbers);
      }),
    ),
    positive: true,
  },
];

/** Every row. */
export const operations: readonly Operation[] = [
  ...convolutions,
  ...pools,
  ...products,
  ...arithmetic,
  ...comparisons,
  ...functions,
  ...reductions,
  ...movements,
  ...normalisations,
  ...compositions,
  ...updates,
];

/**
 * Runs the table as steps of a test and leaves the engine current.
 *
 * @param t The test that asks.
 * @param engine The engine to compare with the reference.
 */
export async function runOperations(t: Deno.TestContext, engine: Engine): Promise<void> {
  for (const operation of operations) {
    await t.step(`${engine.name} agrees with cpu on ${operation.name}`, () => agrees(engine, cpu(), operation));
  }
}
