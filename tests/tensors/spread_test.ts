import { assert, assertEquals } from "@std/assert";
import { cpu, tf } from "../../mod.ts";
import { binsOf, spreads } from "../../src/tensors/spread.ts";

await cpu().open();

Deno.test("spreads() are those of their closed forms, and leave no tensor", async () => {
  const tensors = { a: tf.tensor2d([[1, 2], [3, 4]]), b: tf.scalar(-3, "int32"), none: tf.zeros([0]) };
  const before = tf.memory().numTensors, found = await spreads(tensors);
  assertEquals(Object.keys(found), ["a", "b"]);
  const { norm, std, ...others } = found.a!;
  assert(Math.abs(norm - Math.sqrt(30)) < 1e-6 && Math.abs(std - Math.sqrt(1.25)) < 1e-6);
  assertEquals([others, found.b], [{ mean: 2.5, min: 1, max: 4 }, { norm: 3, mean: -3, std: 0, min: -3, max: -3 }]);
  assertEquals([await spreads({}), tf.memory().numTensors], [{}, before]);
  tf.dispose(tensors);
});

Deno.test("binsOf() counts as numpy.histogram([-2, -1.5, 0, 0.1, 0.5, 1, 2, 2], bins=4) does", () => {
  const { edges, counts, sum, squares } = binsOf([-2, -1.5, 0, 0.1, 0.5, 1, 2, 2], 4);
  assertEquals([edges, counts], [[-2, -1, 0, 1, 2], [2, 0, 3, 3]]);
  assert(Math.abs(sum - 2.1) < 1e-12 && Math.abs(squares - 15.51) < 1e-12);
});

Deno.test("binsOf() lays bins around one number, and leaves out what is not finite", () => {
  assertEquals(binsOf([3, 3, NaN, Infinity], 2), { edges: [2.5, 3, 3.5], counts: [0, 2], sum: 6, squares: 18 });
  assertEquals(binsOf([], 1).counts, [0]);
});
