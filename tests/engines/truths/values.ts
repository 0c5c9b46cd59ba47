/** Calls whose right answer is a closed form, and calls that must be refused: each was answered wrongly by an engine. */
import { tf } from "../../../src/tf.ts";

/** A call, and its answer or what its refusal says. */
export interface Truth {
  readonly name: string;
  readonly run: () => tf.Tensor;
  readonly want: readonly number[] | RegExp;
  /** Where it does not hold: by design, or as there is no such thing there. */
  readonly not?: readonly string[];
}

const truth = (name: string, want: Truth["want"], run: Truth["run"], ...not: string[]): Truth => ({
  ...{ name, want, run, not },
});
const ints = (values: number[], shape = [values.length]) => tf.tensor(values, shape, "int32");
const grid = (...rows: number[][]) => tf.tensor2d(rows);
type Volumes = Parameters<typeof tf.maxPool3d>[0] & tf.Tensor;
const { tensor1d, ones, zeros, fill } = tf;

/** What a graphics card cannot look at before it is asked for. */
const card = "webgpu";

/** Every row. */
export const truths: readonly Truth[] = [
  truth("split into 9000 has all of them", [9000], () => tf.scalar(tf.unstack(zeros([9000, 1])).length), card),
  truth(
    "batchNorm by statistics of the input's shape",
    [0, 0, 0, 0],
    () => tf.batchNorm(grid([1, 2], [3, 4]), grid([1, 2], [3, 4]), ones([2, 2]), zeros([2, 2]), ones([2, 2])),
  ),
  truth(
    "tf.layers.layerNormalization normalises each row",
    [-1, 1, -1, 1],
    () => {
      const layer = tf.layers.layerNormalization({ epsilon: 1e-9 });
      const y = layer.apply(grid([1, 2], [10, 30])) as tf.Tensor;
      layer.dispose();
      return y;
    },
  ),
  truth("stack along -1", [1, 3, 2, 4], () => tf.stack([tensor1d([1, 2]), tensor1d([3, 4])], -1)),
  truth("stack of unlike shapes", /shapes?/, () => tf.stack([ones([3]), ones([2])])),
  truth("gather along -1", [2, 4], () => tf.gather(grid([1, 2], [3, 4]), ints([1]), -1)),
  truth("gather by batches", [1, 6], () => tf.gather(grid([1, 2, 3], [4, 5, 6]), ints([0, 2], [2, 1]), 1, 1)),
  truth("gather past the end", /row 5|\[0, ?3\)|not in/, () => tf.gather(tensor1d([1, 2, 3]), ints([5])), card),
  truth("matMul of unlike inner sizes", /inner|In\[0\]|size/, () => tf.matMul(ones([2, 3]), ones([4, 2]))),
  truth("matMul of a vector", /./, () => tf.matMul(ones([3]) as tf.Tensor, ones([3, 2]))),
  truth(
    "matMul of batches that lack an inner axis",
    [10, 20, 300, 400],
    () => tf.matMul(tf.tensor([1, 2, 3, 4], [2, 2, 1, 1]), tf.tensor([10, 100], [2, 1, 1, 1])),
  ),
  truth("matMul of whole numbers", [7, 10], () => tf.matMul(ints([1, 2], [1, 2]), ints([1, 2, 3, 4], [2, 2]))),
  truth(
    "einsum without an arrow",
    /[Ee]quation|arrow|einsum/i,
    () => tf.einsum("ij,jk", ones([2, 2]), ones([2, 2])),
    card,
  ),
  truth("einsum of other sizes", /./, () => tf.einsum("ij,jk->ik", ones([2, 3]), ones([1, 2])), card),
  truth(
    "unsortedSegmentSum of whole numbers",
    [4, 2],
    () => tf.unsortedSegmentSum(ints([1, 2, 3]), ints([0, 1, 0]) as tf.Tensor1D, 2),
  ),
  truth("multinomial by no seed", [1, 1], () => tf.multinomial(tensor1d([0, 90]), 2)),
  truth("multinomial by a seed draws the same twice", [0], () => {
    const draw = () => tf.multinomial(tensor1d([0, 0, 0, 0]), 32, 0.75) as tf.Tensor;
    return tf.sum(tf.abs(tf.sub(draw(), draw())));
  }),
  truth(
    "maxPool3d of negative numbers",
    [-5],
    () => tf.maxPool3d(fill([1, 2, 2, 2, 1], -5) as Volumes, 2, 2, "valid"),
  ),
  truth("maxPool of what holds a NaN", [26], () => {
    const x = tf.tensor4d([26, NaN, 17, NaN], [1, 2, 2, 1]);
    return tf.maxPool(x, 2, 1, "valid");
  }, card),
  truth("maxPool of nothing that is above -Infinity", [-Infinity, 8], () => {
    const x = tf.tensor4d([-Infinity, -Infinity, 5, 8], [1, 1, 4, 1]);
    return tf.maxPool(x, [1, 2], [1, 2], "valid");
  }, "native"),
  truth("conv2d of whole numbers that were cast", [1, 2, 3, 4], () => {
    const x = tf.cast(ints([1, 2, 3, 4], [1, 2, 2, 1]), "float32") as tf.Tensor4D;
    return tf.conv2d(x, ones([1, 1, 1, 1]) as tf.Tensor4D, 1, "valid");
  }),
  truth(
    "maxPool of whole numbers",
    [4],
    () => tf.maxPool(ints([1, 2, 3, 4], [1, 2, 2, 1]) as tf.Tensor4D, 2, 2, "valid"),
  ),
  truth(
    "the gradient of maxPool of nothing",
    [],
    () => tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 1, "same"))(ones([0, 4, 4, 2])),
  ),
  truth(
    "the gradient of a filter over nothing",
    [0, 0, 0, 0],
    () =>
      tf.grad((w) => tf.depthwiseConv2d(zeros([0, 4, 4, 1]) as tf.Tensor4D, w as tf.Tensor4D, 1, "same"))(
        ones([2, 2, 1, 1]),
      ),
  ),
  truth(
    "dilation2d of negative numbers",
    [-5],
    () => tf.dilation2d(fill([1, 2, 2, 1], -5) as tf.Tensor4D, zeros([2, 2, 1]) as tf.Tensor3D, 1, "valid"),
  ),
  truth(
    "prelu by slopes that are shared along a row",
    [-1, -1, -2, -2],
    () => tf.prelu(fill([1, 2, 2, 1], -1), tf.tensor3d([1, 2], [2, 1, 1])),
  ),
  truth("prelu of Infinity", [Infinity, -Infinity], () => tf.prelu(tensor1d([Infinity, -Infinity]), fill([1], 0.5))),
  truth("slice past the end", /size|Size|overflow|Expected/, () => tf.slice(grid([1, 2], [3, 4]), [1, 0], [2, 2])),
  truth("gatherND past the end", /./, () => tf.gatherND(tensor1d([1, 2]), ints([7], [1, 1])), card),
  truth("scatterND past the end", /./, () => tf.scatterND(ints([70000], [1, 1]), tensor1d([1]), [2]), card),
  truth("clipByValue of NaN", [NaN, 1], () => tf.clipByValue(tensor1d([NaN, 3]), -1, 1)),
  truth("clipByValue of whole numbers", [1, -1], () => tf.clipByValue(ints([5, -5]), -1, 1)),
  truth("avgPool of NaN", [NaN, 2], () => tf.avgPool(tf.tensor4d([1, NaN, 2, 2], [1, 1, 4, 1]), [1, 2], 2, "valid")),
  truth("avgPool of -Infinity", [-Infinity, NaN], () => {
    const x = tf.tensor4d([1, -Infinity, 2, NaN], [1, 1, 4, 1]);
    return tf.avgPool(x, [1, 2], 2, "valid");
  }),
  ...(["relu", "relu6"] as const).flatMap((activation) => [
    truth(
      `matMul with ${activation} of NaN`,
      [NaN, 0, 3],
      () => tf.fused.matMul({ a: tf.tensor2d([[NaN], [-1], [3]]), b: tf.tensor2d([[1]]), activation }),
    ),
    truth(`conv2d with ${activation} of NaN`, [NaN, 0, 3], () =>
      tf.fused.conv2d({
        ...{ x: tf.tensor4d([NaN, -1, 3], [1, 1, 3, 1]), filter: tf.tensor4d([1], [1, 1, 1, 1]) },
        ...{ strides: 1, pad: "valid", activation },
      })),
    truth(`depthwiseConv2d with ${activation} of NaN`, [NaN, 0, 3], () =>
      tf.fused.depthwiseConv2d({
        ...{ x: tf.tensor4d([NaN, -1, 3], [1, 1, 3, 1]), filter: tf.tensor4d([1], [1, 1, 1, 1]) },
        ...{ strides: 1, pad: "valid", activation },
      })),
  ]),
  truth("relu6 of NaN", [NaN, 6, 0], () => tf.relu6(tensor1d([NaN, 9, -9]))),
  truth("cast to bool", [1, 1, 1, 0], () => tf.cast(tensor1d([0.2, 2, 256, 0]), "bool")),
  truth("round of whole numbers", [3, -4], () => tf.round(ints([3, -4]))),
  truth("exp of whole numbers leaves them", [1], () => {
    const x = ints([1]);
    tf.exp(x);
    return tf.clone(x);
  }),
  truth("expandDims before the first place", /./, () => tf.expandDims(tensor1d([1, 2]), -3), card, "cpu"),
  truth("batchNorm by rows of statistics", [0, 1, -1, 1], () => {
    const [mean, variance] = [grid([1], [2]), grid([1], [4])];
    return tf.batchNorm(grid([1, 2], [0, 4]), mean, variance, undefined, undefined, 0);
  }),
  truth(
    "batchNorm by statistics that do not fit",
    /must be a row of channels, or spread over the input: got \[4\]/,
    () => {
      const [mean, variance] = [tf.zeros([4]), tf.ones([4])] as [tf.Tensor1D, tf.Tensor1D];
      return tf.batchNorm(ones([2, 3]) as tf.Tensor2D, mean, variance);
    },
  ),
  truth("where of truth values", [1, 0, 1, 1, 0], () => {
    const [some, none] = [tf.tensor1d([1, 0, 1, 0, 0], "bool"), tf.tensor1d([0, 0, 0, 1, 0], "bool")];
    return tf.where(some, some, none);
  }),
  truth("stridedSlice of whole numbers", [-3, 2], () => tf.stridedSlice(ints([-3, 0, 2]), [0], [3], [2])),
  truth("cumsum along -1", [1, 3, 6], () => tf.cumsum(grid([1, 2, 3]), -1)),
  truth(
    "cumsum from the end, of two lengths",
    [6, 5, 3, 3, 2],
    () => tf.concat([tf.cumsum(tensor1d([1, 2, 3]), 0, false, true), tf.cumsum(tensor1d([1, 2]), 0, false, true)]),
  ),
  truth("prod keeps its axes", [6], () => tf.squeeze(tf.prod(grid([1, 2, 3]), undefined, true), [0, 1])),
  truth(
    "fused matMul with a bias of one number",
    [3, 3],
    () => tf.fused.matMul({ a: ones([1, 2]), b: ones([2, 2]), bias: tensor1d([1]) }),
  ),
  truth(
    "conv2d of channels that come first",
    [4, 4, 4, 4],
    () => tf.conv2d(ones([1, 4, 2, 2]) as tf.Tensor4D, ones([1, 1, 4, 1]) as tf.Tensor4D, 1, "valid", "NCHW"),
  ),
  truth(
    "depthwiseConv2d whose size is rounded up",
    [4, 2, 2, 1],
    () =>
      tf.depthwiseConv2d(ones([1, 3, 3, 1]) as tf.Tensor4D, ones([2, 2, 1, 1]) as tf.Tensor4D, 2, 0, "NHWC", 1, "ceil"),
  ),
  truth(
    "depthwiseConv2d whose step is longer than its filter",
    [2, 2],
    () => tf.depthwiseConv2d(ones([1, 2, 3, 1]) as tf.Tensor4D, ones([2, 1, 1, 1]) as tf.Tensor4D, [2, 2], "same"),
  ),
  truth(
    "depthwiseConv2d whose filter finds no room, and no harm to what lies beside",
    [1, 1, 1],
    () => {
      const beside = ones([3]), [x, filter] = [ones([1, 6, 4, 4]), ones([1, 3, 4, 2])] as [tf.Tensor4D, tf.Tensor4D];
      for (let time = 0; time < 8; time++) tf.depthwiseConv2d(x, filter, 1, "valid", "NHWC", 2).dispose();
      return tf.clone(beside);
    },
    card,
  ),
  truth("avgPool whose size is rounded up has a gradient that adds up", [4], () => {
    const gradient = tf.grad((x) => tf.avgPool(x as tf.Tensor4D, 2, 2, 0, "ceil"));
    return tf.sum(gradient(ones([1, 3, 3, 1])));
  }),
  truth(
    "avgPool of windows with unlike sides over padding, and no harm to what lies beside",
    [1, 1, 1, 1, 1, 1, 1],
    () => {
      const beside = ones([3]), pool = () => tf.avgPool(ones([1, 5, 4, 4]) as tf.Tensor4D, [3, 2], 1, 1);
      const means = Array.from({ length: 4 }, () => tf.mean(pool()));
      return tf.concat([tf.stack(means), beside]);
    },
  ),
  truth(
    "pad of seven axes",
    [0, 1],
    () =>
      tf.reshape(tf.pad(ones([1, 1, 1, 1, 1, 1, 1]), [[0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [1, 0]]), [2]),
    card,
  ),
  truth("oneHot of real numbers", [0, 1], () => tf.oneHot(ints([1]), 2, 1, 0, "float32")),
  truth("reverse of truth values", [0, 1, 1], () => tf.reverse(tf.cast(tensor1d([1, 1, 0]), "bool"))),
  truth(
    "conv3d whose step is longer than its window",
    [1, 3],
    () => tf.conv3d(tf.tensor([1, 2, 3, 4], [1, 4, 1, 1, 1]) as Volumes, ones([1, 1, 1, 1, 1]), 2, "same"),
  ),
  truth(
    "maxPool3d whose step is longer than its window",
    [1, 3],
    () => tf.maxPool3d(tf.tensor([1, 2, 3, 4], [1, 4, 1, 1, 1]) as Volumes, 1, 2, "same"),
  ),
  truth("square of whole numbers", [9], () => tf.square(ints([-3]))),
  truth("a sum of nothing", [0, 0], () => tf.sum(zeros([2, 0]), 1)),
  truth("a product of nothing", [1, 1], () => tf.prod(zeros([2, 0]), 1)),
  truth("a mean of nothing", [NaN, NaN], () => tf.mean(zeros([2, 0]), 1)),
  truth("a mean of no whole numbers", [NaN], () => tf.mean(zeros([0, 1], "int32"), 0, true)),
  truth("a variance of nothing", [NaN], () => tf.moments(zeros([0])).variance),
  truth("the largest and the smallest of nothing", [-Infinity, Infinity], () => {
    const none = zeros([1, 0]);
    return tf.concat([tf.max(none, -1), tf.min(none, -1)]);
  }),
  truth("the largest and the smallest of no whole numbers", [-(2 ** 31), 2 ** 31 - 1], () => {
    const none = zeros([0], "int32");
    return tf.stack([tf.max(none), tf.min(none)]);
  }),
  truth("the logarithm of a sum of nothing", [-Infinity], () => tf.logSumExp(zeros([1, 0]), 1)),
  truth("all and any of nothing", [1, 0], () => {
    const none = zeros([0], "bool");
    return tf.stack([tf.all(none), tf.any(none)]);
  }),
  truth("the place of the largest of nothing", /none along axis 1|axis 1 is empty/, () => tf.argMax(zeros([2, 0]), 1)),
  truth("the place of the smallest of nothing", /none along axis 0|axis 0 is empty/, () => tf.argMin(zeros([0, 3]))),
  truth("the places of nothing's largest are none", [], () => tf.argMax(zeros([0, 3]), 1)),
  truth("none of the largest", [], () => tf.topk(zeros([2, 0]), 0).values),
  truth(
    "where a comparison is of what is derived",
    [0, 1],
    () => tf.grad((x) => tf.where(tf.greater(x, 0), x, tf.zerosLike(x)))(tensor1d([-1, 2])),
  ),
  truth("a sum of logarithms over nothing has a gradient of nothing", [0], () => {
    const gradient = tf.grad((x) => tf.sum(tf.logSumExp(x, 1)))(zeros([2, 0, 3]));
    return tf.scalar(gradient.size);
  }, card),
  truth("what is added to nothing has a gradient of 0", [0, 0], () => {
    return tf.grad((x) => tf.sum(tf.add(x, zeros([2, 0]))))(ones([2, 1]));
  }, card),
  truth(
    "pow of whole numbers to powers below 0",
    [0, 1, -1, 9, 0],
    () => tf.pow(ints([2, 1, -1, 3, 0]), ints([-1, -2, -3, 2, -1])),
    card,
  ),
  truth("transpose by the same axis twice", /each of its axes once/, () => tf.transpose(ones([2, 3]), [0, 0])),
  truth("transpose by half an axis", /each of its axes once/, () => tf.transpose(ones([2, 3]), [0.5, 1])),
];
