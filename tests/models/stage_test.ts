import { assertEquals, assertThrows } from "@std/assert";
import { relu, stage, tf, weight } from "../../mod.ts";

Deno.test("stage() runs its layers one after the other, or as it is told", () => {
  const scale = weight([1], 3), x = tf.tensor4d([-2, 2], [1, 1, 2, 1]), mode = { training: false, seed: 0 };
  const row = stage({ channels: 1, reduction: 1, params: { first: relu(), second: relu() } });
  assertEquals([...row.forward(x, mode).dataSync()], [0, 2]);
  const own = stage({
    ...{ channels: 1, reduction: 1, params: { scale } },
    forward: (x, _mode, { scale }) => tf.mul(x, scale as unknown as tf.Tensor),
  });
  assertEquals([...own.forward(x, mode).dataSync()], [-6, 6]);
  tf.dispose([x, scale as unknown as tf.Tensor]);
});

Deno.test("stage() refuses channels and reductions that are no sizes", () => {
  assertThrows(() => stage({ channels: 0, reduction: 1, params: {} }), RangeError, "Cannot make stage as channels");
  assertThrows(() => stage({ channels: 1, reduction: 1.5, params: {} }), RangeError, "Cannot make stage as reduction");
});
