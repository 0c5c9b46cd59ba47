import { assert, assertAlmostEquals } from "@std/assert";
import { cosineOf, unit } from "../../src/tensors/unit.ts";
import { tf } from "../../src/tf.ts";

Deno.test("unit() makes rows of length 1, along the last axis", () => {
  const lengths = tf.norm(unit(tf.tensor3d([[[3, 4], [-1e3, 0]], [[1e-2, 0], [5, 5]]])), 2, -1);
  for (const length of lengths.dataSync()) assertAlmostEquals(length, 1, 1e-6);
});

Deno.test("cosineOf() is 1, 0 and -1 for rows that are along, across and against each other, and its slope at zeros is a number", () => {
  const [a, b] = [tf.tensor2d([[1, 1], [1, 1], [1, 1]]), tf.tensor2d([[2, 2], [3, -3], [-1, -1]])];
  [1, 0, -1].forEach((cosine, i) => assertAlmostEquals(cosineOf(a, b).dataSync()[i]!, cosine, 1e-6));
  assert(tf.grad((x) => tf.sum(cosineOf(x, a)))(tf.zeros([3, 2])).dataSync().every(Number.isFinite));
});
