import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { averaged, mirrored, shifted } from "../../src/models/averaged.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

const factor = weight([], 10);
/** Ten times the first pixel. */
const first = {
  name: "first",
  staticGraph: true,
  params: { factor },
  penalty: () => tf.scalar(3),
  forward: (x: tf.Tensor4D) => tf.mul(factor, tf.slice(x, [0, 0, 0, 0], [-1, 1, 1, 1])) as tf.Tensor4D,
};
const still = (x: tf.Tensor4D) => x, x = tf.tensor4d([1, 2, 5], [1, 1, 3, 1]);
const predicting = { training: false, seed: 0 };

Deno.test("averaged() weighs its views by their shares, and learns from the input alone", () => {
  const model = averaged(first, { views: [still, mirrored], shares: [3, 1] });
  assertAlmostEquals(model.forward(x, predicting).dataSync()[0]!, 10 * (0.75 * 1 + 0.25 * 5), 1e-5);
  assertEquals(model.forward(x, { training: true, seed: 0 }).dataSync()[0], 10);
});

Deno.test("averaged() has the weights, the name and the penalty of its model", () => {
  const model = averaged(first, { views: [still] });
  assertEquals([model.params.factor === factor, model.name, model.staticGraph], [true, "first", true]);
  assertEquals(model.penalty!().dataSync()[0], 3);
});

Deno.test("averaged() refuses no views, and shares that do not fit", () => {
  const text = "Cannot make averaged as each view has a share: got 1 views and 2 shares.";
  assertThrows(() => averaged(first, { views: [still], shares: [1, 2] }), RangeError, text);
  assertThrows(() => averaged(first, { views: [] }), RangeError, "got 0 views and 0 shares.");
  assertThrows(() => averaged(first, { views: [still], shares: [0] }), RangeError, "shares[0] must be a finite number");
});

Deno.test("shifted() moves images, up and down, and mirrors at the border", () => {
  const grid = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  const moved = (rows: number, columns: number) => [...shifted(rows, columns)(grid).dataSync()];
  assertEquals(moved(1, 0), [4, 5, 6, 7, 8, 9, 4, 5, 6]);
  assertEquals(moved(-1, 0), [4, 5, 6, 1, 2, 3, 4, 5, 6]);
  assertEquals(moved(1, -1), [5, 4, 5, 8, 7, 8, 5, 4, 5]);
  assertEquals([...mirrored(grid).dataSync()], [3, 2, 1, 6, 5, 4, 9, 8, 7]);
});
