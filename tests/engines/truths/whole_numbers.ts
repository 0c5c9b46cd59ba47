/** Calls with whole numbers where real ones are meant: their answers are those for the same numbers as float32. */
import * as r from "../../../mod.ts";
import { softmaxCrossEntropy } from "../../../src/tensors/softmax.ts";
import { tf } from "../../../src/tf.ts";
import type { Truth } from "./values.ts";

const numbers = (shape: readonly number[]) =>
  tf.tensor(Array.from({ length: tf.util.sizeFromShape([...shape]) }, (_, i) => (i * 7) % 11 - 3), [...shape], "int32");

/** The largest difference that it makes whether numbers are whole or real by their type. */
function alike(name: string, shape: readonly number[], compute: (x: never) => tf.Tensor): Truth {
  return {
    ...{ name: `${name} of whole numbers is that of real ones`, want: [0] },
    run: () => {
      const x = numbers(shape), [whole, real] = [x, tf.mul(x, tf.scalar(1))].map((x) => compute(x as never));
      return tf.max(tf.abs(tf.sub(whole!, real!)));
    },
  };
}

const mode = { training: true, seed: 0 } as const, image = [2, 4, 4, 4];
const LAYERS: Readonly<Record<string, readonly [shape: readonly number[], make: () => r.AnyLayer]>> = {
  conv1d: [[2, 6, 4], () => r.conv1d({ channels: 4, filters: 3, kernelSize: 3 })],
  conv2d: [image, () => r.conv2d({ channels: 4, filters: 6, kernelSize: 3, padding: 1, groups: 2 })],
  "conv2d by channel": [image, () => r.conv2d({ channels: 4, filters: 4, kernelSize: 3, groups: 4 })],
  conv3d: [[1, 3, 4, 4, 2], () => r.conv3d({ channels: 2, filters: 3, kernelSize: 2 })],
  convTranspose2d: [image, () => r.convTranspose2d({ channels: 4, filters: 3, kernelSize: 2, stride: 2 })],
  batchNorm: [image, () => r.batchNorm({ channels: 4 })],
  layerNorm: [[2, 3, 8], () => r.layerNorm({ units: 8 })],
  groupNorm: [image, () => r.groupNorm({ channels: 4, groups: 2 })],
  transformerBlock: [[2, 3, 8], () => r.transformerBlock({ units: 8, heads: 2 })],
  avgPool: [image, () => r.avgPool({ size: 2 })],
  ...Object.fromEntries(
    [r.gelu, r.geluTanh, r.leakyRelu, r.sigmoid, r.tanh, r.silu, r.hardSigmoid, r.hardSwish, r.prelu].map((
      make,
    ) => [make.name, [[4, 8], make as () => r.AnyLayer]]),
  ),
};

const LOSSES: Readonly<Record<string, r.Loss<tf.Tensor, tf.Tensor>>> = {
  binaryCrossEntropy: r.binaryCrossEntropy(),
  sigmoidFocal: r.sigmoidFocal(),
  softDice: r.softDice(),
};

/** Every row: tfjs's operations, losses, layers. */
export const wholeNumbers: readonly Truth[] = [
  alike("batchNorm", image, (x) => tf.batchNorm(x, tf.fill([4], 1.5), tf.fill([4], 2))),
  alike("conv3d", [1, 3, 2, 2, 2], (x) => tf.conv3d(x, tf.ones([2, 2, 2, 2, 1]), 1, "valid")),
  alike("conv2dTranspose", image, (x) => tf.conv2dTranspose(x, tf.ones([2, 2, 3, 4]), [2, 8, 8, 3], 2, "valid")),
  alike("localResponseNormalization", image, (x) => tf.localResponseNormalization(x)),
  { name: "concat keeps what is real behind whole numbers", want: [1, 3, 0.5, -2], run: () => tf.concat(mixed()) },
  { name: "stack keeps what is real behind whole numbers", want: [1, 3, 0.5, -2], run: () => tf.stack(mixed()) },
  {
    ...{ name: "concat keeps whole numbers behind truth values", want: [1, 0, -2, 7] },
    run: () => tf.concat([tf.tensor1d([true, false], "bool"), tf.tensor1d([-2, 7], "int32")] as tf.Tensor[]),
  },
  {
    ...{ name: "floorDiv of real numbers is real", want: [Infinity, -2, NaN, 3e10] },
    run: () => tf.floorDiv(tf.tensor1d([1, -3, 0, 3e10]), tf.tensor1d([0, 2, 0, 1])),
  },
  { name: "pow of whole numbers is whole", want: [25, 343, 1024], run: () => whole(tf.pow) },
  ...Object.entries(LOSSES).map(([name, loss]) =>
    alike(`${name}()`, [4, 3], (x) => loss(x, tf.equal(tf.mod(numbers([4, 3]), tf.scalar(2, "int32")), 0)) as tf.Scalar)
  ),
  alike("crossEntropy()", [4, 3], (x) => softmaxCrossEntropy(x, tf.tensor1d([0, 2, 1, 2], "int32"), { smoothing: 0 })),
  ...Object.entries(LAYERS).map(([name, [shape, make]]) =>
    alike(`${name}()`, shape, (x) => {
      const layer = make();
      for (const [i, weight] of Object.values(layer.params).entries()) {
        weight.assign(tf.tensor(r.normals(weight.size, r.generator(i)), weight.shape));
      }
      const y = layer.forward(x, mode) as tf.Tensor;
      tf.dispose(Object.values(layer.params));
      return y;
    })
  ),
];

function mixed(): tf.Tensor[] {
  return [tf.tensor1d([1, 3], "int32"), tf.tensor1d([0.5, -2])];
}

function whole(of: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): tf.Tensor {
  return of(tf.tensor1d([5, 7, 4], "int32"), tf.tensor1d([2, 3, 5], "int32"));
}
