import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { layerNorm } from "../../src/layers/layer_norm.ts";
import { tf } from "../../src/tf.ts";
import golden from "./golden/transformer.json" with { type: "json" };
import { assertAsTorch } from "./wave.ts";

const mode = { training: true, seed: 0 };

function near(got: tf.Tensor, wanted: readonly number[]): void {
  const values = got.dataSync();
  assertEquals(values.length, wanted.length);
  wanted.forEach((value, i) => assertAlmostEquals(values[i]!, value, 2e-5));
}

Deno.test("layerNorm() has PyTorch's outputs and gradients", () => {
  // torch 2.13: LayerNorm(3) with weight (1, 2, -1) and bias (0, 0.5, 1); the sum of y times the factors, backwards.
  const layer = layerNorm({ units: 3 });
  layer.params.scale!.assign(tf.tensor1d([1, 2, -1]));
  layer.params.offset!.assign(tf.tensor1d([0, 0.5, 1]));
  const x = tf.tensor2d([[1, 2, 4], [0, -1, 3]]);
  near(layer.forward(x, mode), [-1.0690414, -0.0345206, -0.3363018, -0.3922316, -1.4611579, -0.3728106]);

  const factors = tf.tensor2d([[1, -2, 3], [0.5, 1, 2]]);
  const judge = () => tf.sum(tf.mul(layer.forward(x, mode), factors)) as tf.Scalar;
  const { grads } = tf.variableGrads(judge, Object.values(layer.params));
  near(grads[layer.params.scale!.name]!, [-1.2651571, -0.4460583, 6.7545265]);
  near(grads[layer.params.offset!.name]!, [1.5, -1, 5]);
  const dx = tf.grad((x) => tf.sum(tf.mul(layer.forward(x, mode), factors)))(x);
  near(dx, [1.2599491, -1.8899106, 0.6299618, -0.1810286, 0.1357758, 0.0452528]);
});

Deno.test("layerNorm() does the same in training and in prediction", () => {
  const layer = layerNorm({ units: 2 });
  const x = tf.tensor3d([[[1, 5]], [[2, -2]]]);
  assertEquals(layer.forward(x, mode).arraySync(), layer.forward(x, { training: false, seed: 0 }).arraySync());
});

Deno.test("layerNorm() refuses another last axis, and an epsilon of 0", () => {
  assertThrows(
    () => layerNorm({ units: 3 }).forward(tf.zeros([4, 2]), mode),
    RangeError,
    "Cannot run layerNorm as it takes a last axis of 3: got [4, 2].",
  );
  assertThrows(
    () => layerNorm({ units: 3, epsilon: 0 }),
    RangeError,
    "epsilon must be a finite number above 0: got 0.",
  );
});

Deno.test("layerNorm() without bias has PyTorch's outputs and gradients, and one weight", () => {
  assertAsTorch(layerNorm({ units: 6, bias: false }), ["scale"], golden.layerNormWithoutBias);
});
