import { assertEquals, assertThrows } from "@std/assert";
import { byWeight, isWeighted, weighedMean } from "../../src/tensors/by_weight.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("isWeighted() is true of a target with a weight alone", () => {
  const [target, weight] = [tf.tensor1d([1]), tf.tensor1d([1])];
  const given = [{ target, weight }, { target: { a: target }, weight }, target, { target }, { weight }, null, 3];
  assertEquals(given.map((one) => isWeighted(one as never)), [true, true, false, false, false, false, false]);
});

Deno.test("byWeight() weighs all that a sample has, in one row or not", () => {
  const weight = tf.tensor1d([2, 0]);
  for (const values of [tf.tensor1d([1, 2, 3, 4]), tf.tensor3d([[[1], [2]], [[3], [4]]])]) {
    assertEquals(byWeight(values, weight).arraySync(), [[2, 4], [0, 0]]);
  }
  assertEquals(byWeight(tf.tensor1d([true, false], "bool"), weight).arraySync(), [[2], [0]]);
});

Deno.test("byWeight() refuses weights of other samples", () => {
  const of = (weight: tf.Tensor) => () => byWeight(tf.ones([3, 2]), weight as tf.Tensor1D);
  assertThrows(of(tf.ones([4])), TypeError, "Cannot weigh samples as each must have one weight: got [4] for [3, 2].");
  assertThrows(of(tf.ones([3, 1])), TypeError, "got [3, 1] for [3, 2].");
});

Deno.test("weighedMean() is 0 where nothing weighs anything", () => {
  assertEquals([[6, 4], [0, 0]].map(([sum, of]) => weighedMean(tf.scalar(sum!), tf.scalar(of!)).dataSync()[0]), [
    1.5,
    0,
  ]);
});
