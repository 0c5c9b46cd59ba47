/** A model that asks for all operations that can be written, each with an output of its own name. */
import {
  avgPool,
  batchNorm,
  conv1d,
  conv2d,
  convTranspose2d,
  cumulativeLink,
  gelu,
  groupNorm,
  hardSwish,
  layerNorm,
  leakyRelu,
  maxPool,
  model,
  multiHeadAttention,
  prelu,
  rmsNorm,
  sequential,
  squeezeExcite,
  tf,
  upsample,
} from "../../mod.ts";
import type { Mode } from "../../mod.ts";

type Made = Record<string, tf.Tensor>;
// deno-lint-ignore no-explicit-any
type Layer = any;

const LAYERS: Readonly<Record<string, Layer>> = {
  same: conv2d({ channels: 6, filters: 4, kernelSize: 3, stride: 2, padding: "same" }),
  dilated: conv2d({ channels: 6, filters: 4, kernelSize: 3, dilation: 2, padding: 2, bias: false }),
  grouped: conv2d({ channels: 6, filters: 4, kernelSize: 3, groups: 2 }),
  depthwise: conv2d({ channels: 6, filters: 12, kernelSize: 3, groups: 6, padding: 1 }),
  up: convTranspose2d({ channels: 6, filters: 3, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1 }),
  max: maxPool({ size: 3, stride: 2, padding: 1 }),
  avg: avgPool({ size: 3, stride: 2, padding: "same" }),
  padded: avgPool({ size: 2, padding: 1 }),
  batch: batchNorm({ channels: 6 }),
  group: groupNorm({ channels: 6, groups: 3 }),
  layer: layerNorm({ units: 6 }),
  rms: rmsNorm({ units: 6 }),
  gelu: gelu(),
  hardSwish: hardSwish(),
  leaky: leakyRelu(),
  prelu: prelu({ channels: 6 }),
  squeeze: squeezeExcite({ channels: 6, squeezed: 2 }),
  nearest: upsample(),
  bilinear: upsample({ method: "bilinear", factor: 3 }),
};
const ROWS: Readonly<Record<string, Layer>> = {
  row: sequential(
    conv1d({ channels: 6, filters: 4, kernelSize: 3, padding: "causal", dilation: 2 }),
    batchNorm({ channels: 4 }),
    conv1d({ channels: 4, filters: 5, kernelSize: 3, stride: 2 }),
  ),
  attention: multiHeadAttention({ units: 6, heads: 2, causal: true }),
  rowNorm: batchNorm({ channels: 6 }),
  levels: sequential(conv1d({ channels: 6, filters: 1, kernelSize: 1 }), cumulativeLink({ levels: 4 })),
};

/** Images [batch, 8, 5, 6] in, a record of tensors out. */
export const OPERATIONS = () =>
  model({
    name: "operations",
    params: { ...LAYERS, ...ROWS },
    forward(x: tf.Tensor4D, mode: Mode): Made {
      const run = ([name, layer]: [string, Layer], y: tf.Tensor) => [name, layer.forward(y, mode)] as const;
      const rows = tf.reshape(x, [x.shape[0], 40, 6]);
      return {
        ...Object.fromEntries(Object.entries(LAYERS).map((entry) => run(entry, x))),
        ...Object.fromEntries(Object.entries(ROWS).map((entry) => run(entry, rows))),
        ...single(x),
        ...pairs(x),
        ...shapes(x),
      };
    },
  });

const UNARY = [
  ...["abs", "atan", "asinh", "ceil", "cos", "cosh", "elu", "erf", "exp", "expm1", "floor", "neg", "relu", "relu6"],
  ...[
    "round",
    "selu",
    "sigmoid",
    "sign",
    "sin",
    "sinh",
    "softplus",
    "square",
    "tan",
    "tanh",
    "step",
    "logSoftmax",
    "softmax",
  ],
] as const;

/** Each of one tensor. */
function single(x: tf.Tensor4D): Made {
  const unit = tf.sub(tf.mul(tf.sigmoid(x), 1.8), 0.9), above = tf.add(tf.abs(x), 1.1);
  return {
    ...Object.fromEntries(UNARY.map((name) => [name, (tf[name] as (x: tf.Tensor) => tf.Tensor)(x)])),
    ...{ acos: tf.acos(unit), asin: tf.asin(unit), atanh: tf.atanh(unit), acosh: tf.acosh(above), log: tf.log(above) },
    ...{ log1p: tf.log1p(above), reciprocal: tf.reciprocal(above), rsqrt: tf.rsqrt(above), sqrt: tf.sqrt(above) },
    ...{ clip: tf.clipByValue(x, -0.5, 0.5), leakyRelu: tf.leakyRelu(x, 0.3), step2: tf.step(x, 0.5) },
    ...{ ones: tf.add(tf.onesLike(x), tf.zerosLike(x)), whole: tf.cast(tf.mul(x, 3), "int32") },
    ...{
      sum: tf.sum(x, [1, 2]),
      mean: tf.mean(x, -1),
      most: tf.max(x, [1, 3]),
      least: tf.min(x, 2, true),
      prod: tf.prod(x, 1),
    },
    ...{
      all: tf.cast(tf.all(tf.greater(x, -1), 3), "float32"),
      any: tf.cast(tf.any(tf.greater(x, 1), [1, 2]), "float32"),
    },
    ...{
      argMax: tf.argMax(x, 3),
      argMin: tf.argMin(x, 1),
      best: tf.topk(x, 2).values,
      bestAt: tf.topk(x, 3).indices,
      numbers: tf.range(0, x.shape[0], 1, "int32"),
      cumsum: tf.cumsum(x, 3, true),
      total: tf.sum(tf.sum(x, [1, 2, 3], true), 3),
    },
    ...{ logSumExp: tf.logSumExp(x, [1, 2]), moments: tf.moments(x, [1, 2]).variance },
  };
}

/** Each of two. */
function pairs(x: tf.Tensor4D): Made {
  const y = tf.reverse(x, [1, 3]),
    steps = tf.cast(tf.mul(x, 4), "int32"),
    number = (made: tf.Tensor) => tf.cast(made, "float32");
  const rows = tf.reshape(x, [x.shape[0], 40, 6]), [a, b] = [tf.greater(x, 0), tf.less(y, 0)];
  return {
    ...{ add: tf.add(x, y), sub: tf.sub(x, y), mul: tf.mul(x, y), div: tf.div(x, tf.add(tf.abs(y), 1)) },
    ...{ maximum: tf.maximum(x, y), minimum: tf.minimum(x, y), pow: tf.pow(tf.abs(x), 1.5), mod: tf.mod(x, 0.7) },
    ...{ floorDiv: tf.floorDiv(x, tf.scalar(0.7)), wholeDiv: tf.floorDiv(steps, tf.scalar(3, "int32")) },
    ...{
      wholeMod: tf.mod(steps, tf.scalar(3, "int32")),
      difference: tf.squaredDifference(x, y),
      addN: tf.addN([x, y, x]),
    },
    ...{
      equal: number(tf.equal(steps, 1)),
      notEqual: number(tf.notEqual(steps, 1)),
      greater: number(tf.greaterEqual(x, y)),
    },
    ...{
      lessEqual: number(tf.lessEqual(x, y)),
      and: number(tf.logicalAnd(a, b)),
      or: number(tf.logicalOr(a, tf.logicalNot(b))),
    },
    ...{
      where: tf.where(a, x, y),
      products: tf.matMul(rows, rows, true, false),
      einsum: tf.einsum("bij,bik->bjk", rows, rows),
    },
    fused: tf.fused.matMul({ a: tf.reshape(rows, [-1, 6]), b: tf.eye(6), bias: tf.ones([6]), activation: "relu" }),
  };
}

/** Each that moves numbers. */
function shapes(x: tf.Tensor4D): Made {
  const batch = x.shape[0], labels = tf.cast(tf.abs(tf.mul(tf.mean(x, [1, 2, 3]), 3)), "int32");
  return {
    ...{ flat: tf.reshape(x, [batch, 240]), transposed: tf.transpose(x, [0, 3, 1, 2]), expanded: tf.expandDims(x, 2) },
    ...{ joined: tf.concat([x, x], 3), packed: tf.stack([x, x], 1), unpacked: tf.unstack(x, 2)[1]! },
    ...{ part: tf.split(x, [2, 4], 3)[1]!, slice: tf.slice(x, [0, 1, 0, 2], [-1, 3, 5, 2]) },
    ...{ strided: tf.stridedSlice(x, [0, 6, 0, 0], [batch, 1, 5, 6], [1, -2, 2, 1]) },
    ...{
      padded0: tf.pad(x, [[0, 0], [1, 0], [0, 2], [0, 1]], 3),
      mirrored: tf.mirrorPad(x, [[0, 0], [1, 2], [2, 1], [0, 0]], "reflect"),
    },
    ...{ tiled: tf.tile(x, [1, 2, 1, 1]), rows: tf.tile(tf.ones([1, 3]), [batch, 1]), zeros: tf.zeros([batch, 2]) },
    ...{
      broadcast: tf.broadcastTo(tf.reshape(x, [batch, 8, 5, 6, 1]), [batch, 8, 5, 6, 2]),
      filled: tf.fill([batch, 3], 2),
    },
    ...{
      gathered: tf.gather(tf.reshape(tf.range(0, 40), [8, 5]), labels),
      oneHot: tf.oneHot(labels, 4),
      gatheredAxis: tf.gather(x, tf.tensor1d([2, 0], "int32"), 1),
    },
    ...{ resized: tf.image.resizeNearestNeighbor(x, [5, 7]), small: tf.image.resizeBilinear(x, [4, 9]) },
    ...{
      aligned: tf.image.resizeBilinear(x, [15, 9], true),
      halved: tf.image.resizeNearestNeighbor(x, [4, 10], false, true),
    },
  };
}
