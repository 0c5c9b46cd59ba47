/** The rows of pytorch.py as tfjs has them: gradients, and gradients of gradients, that tfjs itself gets wrong or lacks. */
import { batchNormTrain } from "../../../src/tensors/batch_norm.ts";
import { gelu } from "../../../src/tensors/gelu.ts";
import { layerNorm } from "../../../src/tensors/layer_norm.ts";
import { softmaxCrossEntropy } from "../../../src/tensors/softmax.ts";
import { tf } from "../../../src/tf.ts";

/** What a row does with inputs of these shapes. */
export interface Row {
  readonly shapes: readonly (readonly number[])[];
  // The shapes are the row's business.
  // deno-lint-ignore no-explicit-any
  readonly run: (...inputs: any[]) => tf.Tensor;
}

const row = (shapes: Row["shapes"], run: Row["run"]): Row => ({ shapes, run });

/** Gradients, by the names that pytorch.py has. */
export const first: Readonly<Record<string, Row>> = {
  "mirrorPad": row([[3, 4]], (x) => tf.mirrorPad(x, [[1, 1], [2, 1]], "reflect")),
  "cumsum along the first axis": row([[2, 3]], (x) => tf.cumsum(x, 0)),
  "prod along the last axis": row([[2, 3]], (x) => tf.prod(x, -1)),
  "tile of rank 5": row([[1, 2, 1, 2, 1]], (x) => tf.tile(x, [2, 1, 3, 2, 1])),
  "maximum, spread": row([[2, 1], [1, 3]], (a, b) => tf.maximum(a, b)),
  "minimum, spread": row([[2, 1], [1, 3]], (a, b) => tf.minimum(a, b)),
  "squaredDifference, spread": row([[2, 1], [1, 3]], (a, b) => tf.squaredDifference(a, b)),
  "prelu, x spread": row([[2, 1], [2, 3]], (x, alpha) => tf.prelu(x, alpha)),
  "prelu, alpha in the middle": row([[1, 2, 2, 2], [2, 1, 2]], (x, alpha) => tf.prelu(x, alpha)),
  "matMul of heads that share keys": row([[2, 2, 2, 3], [2, 1, 3, 2]], (a, b) => tf.matMul(a, b)),
  "matMul of batches spread both ways": row([[2, 1, 1, 2], [1, 2, 2, 1]], (a, b) => tf.matMul(a, b)),
  "batchNorm without scale": row(
    [[2, 3], [3], [3]],
    (x, mean, variance) => tf.batchNorm(x, mean, variance, undefined, undefined, 1.5),
  ),
  "batchNorm by full statistics": row(
    [[2, 3], [2, 3], [2, 3]],
    (x, mean, variance) => tf.batchNorm(x, mean, variance, tf.zeros([2, 3]), tf.ones([2, 3]), 1.5),
  ),
  "resizeBilinear by centres": row([[1, 2, 3, 1]], (x) => tf.image.resizeBilinear(x, [4, 4], false, true)),
  "resizeBilinear, corners kept": row([[2, 3, 2, 1]], (x) => tf.image.resizeBilinear(x, [4, 5], true)),
  "resizeNearestNeighbor by centres": row(
    [[2, 2, 2, 1]],
    (x) => tf.image.resizeNearestNeighbor(x, [3, 5], false, true),
  ),
  "resizeNearestNeighbor": row([[2, 2, 2, 1]], (x) => tf.image.resizeNearestNeighbor(x, [3, 5])),
  "conv2d with taps apart": row([[1, 5, 4, 2], [2, 3, 2, 1]], (x, w) => tf.conv2d(x, w, 1, "same", "NHWC", [2, 1])),
  "depthwiseConv2d with taps apart": row(
    [[1, 5, 4, 2], [2, 2, 2, 1]],
    (x, w) => tf.depthwiseConv2d(x, w, 1, "same", "NHWC", [2, 2]),
  ),
  "depthwiseConv2d with a longer step down": row(
    [[1, 5, 4, 1], [2, 2, 1, 2]],
    (x, w) => tf.depthwiseConv2d(x, w, [2, 1], "same"),
  ),
  "conv3d": row([[1, 3, 3, 2, 1], [2, 2, 2, 1, 2]], (x, w) => tf.conv3d(x, w, 1, "same")),
  "conv3d with strides": row([[1, 4, 4, 3, 1], [2, 2, 2, 1, 1]], (x, w) => tf.conv3d(x, w, 2, "same")),
  "conv3dTranspose": row(
    [[1, 2, 1, 2, 1], [2, 2, 2, 1, 1]],
    (x, w) => tf.conv3dTranspose(x, w, [1, 4, 2, 4, 1], 2, "same"),
  ),
  "avgPool3d": row([[1, 3, 3, 3, 1]], (x) => tf.avgPool3d(x, 3, 2, 1)),
  "maxPool3d": row([[1, 3, 3, 2, 1]], (x) => tf.maxPool3d(x, [2, 3, 1], 1, "valid")),
  "einsum of matrices": row([[2, 3], [3, 2]], (a, b) => tf.einsum("ij,jk->ki", a, b)),
  "einsum of heads": row([[1, 2, 2, 3], [1, 4, 2, 3]], (q, k) => tf.einsum("bqhd,bkhd->bhqk", q, k)),
  "einsum that sums one side alone": row([[2, 3], [2]], (a, b) => tf.einsum("ij,i->i", a, b)),
  "einsum to one number": row([[2, 3], [2, 3]], (a, b) => tf.einsum("ij,ij->", a, b)),
  "einsum of one": row([[2, 3, 2]], (x) => tf.einsum("ijk->ki", x)),
  "stridedSlice": row([[4, 5]], (x) => tf.stridedSlice(x, [3, 1], [0, 5], [-2, 2])),
  "stridedSlice that drops an axis": row([[3, 4]], (x) => tf.stridedSlice(x, [1, 0], [2, 4], [1, 3], 0, 0, 0, 0, 1)),
  "gatherND of the same twice": row(
    [[3, 2]],
    (x) => tf.gatherND(x, tf.tensor2d([[2, 1], [0, 0], [2, 1]], [3, 2], "int32")),
  ),
  "depthToSpace": row([[1, 2, 1, 8]], (x) => tf.depthToSpace(x, 2)),
  "topk": row([[2, 5]], (x) => tf.topk(x, 3).values),
  "cumprod": row([[2, 4]], (x) => tf.cumprod(tf.relu(x), 1)),
  "cumprod from the end, without itself": row([[3, 2]], (x) => tf.cumprod(x, 0, true, true)),
  "diag": row([[3]], (x) => tf.diag(x)),
  "split into one": row([[2, 3]], (x) => tf.square(tf.split(x, 1, 1)[0]!)),
  "mean of all": row([[2, 3]], (x) => tf.mean(x)),
  "mean along the middle": row([[2, 3, 2]], (x) => tf.mean(x, -2)),
  "mean along two axes, kept": row([[2, 3, 2]], (x) => tf.mean(x, [0, 2], true)),
  "unstack of one": row([[1, 3]], (x) => tf.square(tf.unstack(x, 0)[0]!)),
};

const labels = () => tf.tensor1d([2, 0], "int32");

/** Gradients of gradients, likewise; Raptor's own operations among them. */
export const second: Readonly<Record<string, Row>> = {
  "sigmoid": row([[4]], (x) => tf.sigmoid(x)),
  "tanh": row([[4]], (x) => tf.tanh(x)),
  "exp": row([[4]], (x) => tf.exp(x)),
  "elu": row([[4]], (x) => tf.elu(x)),
  "softplus": row([[4]], (x) => tf.softplus(x)),
  "relu": row([[4]], (x) => tf.pow(tf.relu(x), 3)),
  "gelu": row([[4]], (x) => gelu(x)),
  "softmax": row([[2, 3]], (x) => tf.softmax(x)),
  "logSoftmax": row([[2, 3]], (x) => tf.logSoftmax(x)),
  "layerNorm": row([[2, 3], [3], [3]], (x, scale, offset) => layerNorm(x, scale, offset, 0.1)),
  "batchNorm in training": row([[4, 2], [2], [2]], (x, scale, offset) => batchNormTrain(x, scale, offset, 0.1).y),
  "softmaxCrossEntropy": row([[2, 3]], (x) => softmaxCrossEntropy(x, labels(), { smoothing: 0.1 })),
  "matMul": row([[2, 3], [3, 2]], (a, b) => tf.matMul(a, b)),
  "mean": row([[2, 3]], (x) => tf.square(tf.mean(tf.square(x), 1))),
  "conv2d": row([[1, 3, 3, 1], [2, 2, 1, 1]], (x, w) => tf.square(tf.conv2d(x, w, 1, "same"))),
  "depthwiseConv2d": row([[1, 3, 3, 1], [2, 2, 1, 1]], (x, w) => tf.square(tf.depthwiseConv2d(x, w, 1, "same"))),
  "maxPool": row([[1, 3, 3, 1]], (x) => tf.pow(tf.maxPool(x, 2, 1, "valid"), 3)),
  "avgPool": row([[1, 3, 3, 1]], (x) => tf.pow(tf.avgPool(x, 2, 1, "valid"), 3)),
  "a critic": row([[2, 3], [3, 2], [2, 1]], (x, v, w) => tf.matMul(tf.sigmoid(tf.matMul(x, v)), w)),
};
