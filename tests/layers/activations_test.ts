import { assertAlmostEquals, assertEquals } from "@std/assert";
import { gelu, geluTanh, leakyRelu, relu, sigmoid, silu, tanh } from "../../src/layers/activations.ts";
import { tf } from "../../src/tf.ts";

// Value and slope at -1 and 2, by torch.nn.functional in float64 (gelu is the exact one).
const rows = [
  [relu(), [0, 2], [0, 1]],
  [leakyRelu({ slope: 0.25 }), [-0.25, 2], [0.25, 1]],
  [gelu(), [-0.15865525, 1.95449974], [-0.08331547, 1.08523181]],
  [geluTanh(), [-0.15880801, 1.95459769], [-0.08296408, 1.08609926]],
  [sigmoid(), [0.26894142, 0.88079708], [0.19661193, 0.10499359]],
  [tanh(), [-0.76159416, 0.96402758], [0.41997434, 0.07065082]],
  [silu(), [-0.26894142, 1.76159416], [0.07232949, 1.09078425]],
] as const;

for (const [layer, values, slopes] of rows) {
  Deno.test(`${layer.name}() has the right value and slope`, () => {
    const x = tf.tensor1d([-1, 2]);
    const run = (x: tf.Tensor) => layer.forward(x, { training: true, seed: 0 });
    const y = run(x).dataSync(), slope = tf.grad((x) => tf.sum(run(x)))(x).dataSync();
    values.forEach((value, i) => assertAlmostEquals(y[i]!, value, 2e-6));
    slopes.forEach((value, i) => assertAlmostEquals(slope[i]!, value, 2e-6));
    assertEquals(layer.params, {});
  });
}
