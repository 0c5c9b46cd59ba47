import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { sgd } from "../../src/optimizers/sgd.ts";
import { unitNorm } from "../../src/optimizers/unit_norm.ts";
import { tf } from "../../src/tf.ts";
import { weight } from "../../src/tensors/weight.ts";

await tf.setBackend("cpu");

const moment = { step: 0, steps: 2, stepsPerEpoch: 2 };

Deno.test("unitNorm() scales matrices to the root of their outputs, then lets the optimizer move them", () => {
  const params = { kernel: weight([2, 2, 1, 4], 5), bias: weight([4], 5), still: weight([2, 2], 5) };
  const optimizer = unitNorm(sgd({ lr: 0.5, momentum: 0.9 })), slots = optimizer.init(params);
  const before = tf.memory().numTensors;
  tf.tidy(() => optimizer.update({ kernel: tf.ones([2, 2, 1, 4]), bias: tf.ones([4]) }, slots, params, moment));
  // 16 numbers of norm sqrt(4) are 0.5 each.
  assertEquals([...params.kernel.dataSync()], Array(16).fill(0));
  assertEquals([...params.bias.dataSync()], Array(4).fill(4.5));
  // What has no gradient is not touched.
  assertEquals([...params.still.dataSync()], Array(4).fill(5));
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("unitNorm() makes the length of a matrix say nothing", () => {
  const moved = (length: number) => {
    const params = { w: weight([3, 2], 0) }, optimizer = unitNorm(sgd({ lr: 0.1 }));
    params.w.assign(tf.mul(tf.tensor2d([[1, -2], [3, 0.5], [0, 2]]), length));
    tf.tidy(() => optimizer.update({ w: tf.ones([3, 2]) }, {}, params, moment));
    return [...params.w.dataSync()];
  };
  const [one, many] = [moved(1), moved(7)];
  one!.forEach((value, i) => assertAlmostEquals(many![i]!, value, 1e-6));
  // Before the update its norm was the root of 2.
  assertAlmostEquals(Math.hypot(...one!.map((value) => value + 0.1)), Math.SQRT2, 1e-6);
});

Deno.test("unitNorm() leaves a matrix of zeros, keeps the optimizer's slots and rates, and refuses what is none", () => {
  const params = { w: weight([2, 2], 0) }, inner = sgd({ lr: 0.5, momentum: 0.9 }), optimizer = unitNorm(inner);
  const slots = optimizer.init(params);
  tf.tidy(() => optimizer.update({ w: tf.zeros([2, 2]) }, slots, params, moment));
  assertEquals([...params.w.dataSync()], [0, 0, 0, 0]);
  assertEquals([Object.keys(slots), optimizer.lr(0, moment)], [["w/velocity"], 0.5]);
  assertThrows(() => unitNorm(undefined as never), TypeError, "Cannot make unitNorm as it is given an optimizer: got");
});
