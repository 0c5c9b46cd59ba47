import { assertEquals, assertThrows } from "@std/assert";
import { dense } from "../../src/layers/dense.ts";
import { initialize } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

Deno.test("dense() has no bias where it is told so", () => {
  assertEquals(Object.keys(dense({ inputs: 2, units: 1, bias: false }).params), ["kernel"]);
});

Deno.test("dense() names its place when rows do not fit", () => {
  const mode = { training: false, seed: 0, path: "head/fc" };
  assertThrows(
    () => dense({ inputs: 3, units: 2 }).forward(tf.zeros([1, 4]), mode),
    RangeError,
    "Cannot run head/fc (dense) as it takes [batch, ..., 3]: got [1, 4].",
  );
});

Deno.test("dense() works along the last axis, whatever the axes before it", () => {
  const layer = dense({ inputs: 3, units: 2 }), mode = { training: false, seed: 0 };
  initialize(layer, 1);
  const x = tf.reshape(tf.range(0, 24), [2, 4, 3]) as tf.Tensor3D;
  const y: tf.Tensor3D = layer.forward(x, mode);
  assertEquals(y.shape, [2, 4, 2]);
  assertEquals([...y.dataSync()], [...layer.forward(tf.reshape(x, [8, 3]) as tf.Tensor2D, mode).dataSync()]);
  assertEquals(layer.forward(tf.zeros([0, 4, 3]) as tf.Tensor3D, mode).shape, [0, 4, 2]);
  assertThrows(
    () => layer.forward(tf.tensor([1, 2, 3]) as tf.Tensor2D, mode),
    RangeError,
    "takes [batch, ..., 3]: got [3].",
  );
});

Deno.test("dense() draws its bias by an initializer of its own, or begins it at a number", () => {
  const drawn = dense({ inputs: 2, units: 3, biasInitializer: (shape) => new Float32Array(shape[0]!).fill(7) });
  const set = dense({ inputs: 2, units: 3, biasInitializer: 0 });
  for (const layer of [drawn, set]) initialize(layer, 1);
  assertEquals([[...drawn.params.bias!.dataSync()], [...set.params.bias!.dataSync()]], [[7, 7, 7], [0, 0, 0]]);
  assertThrows(
    () => dense({ inputs: 2, units: 3, biasInitializer: NaN }),
    RangeError,
    "Cannot make dense as biasInitializer must be a finite number: got NaN.",
  );
});
