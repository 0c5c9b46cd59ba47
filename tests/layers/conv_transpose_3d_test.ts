import { assertEquals, assertThrows } from "@std/assert";
import { convTranspose3d, tf } from "../../mod.ts";

const predict = { training: false, seed: 0 };

Deno.test("convTranspose3d() spreads each place over its window, and adds where windows meet", () => {
  const layer = convTranspose3d({ channels: 1, filters: 1, kernelSize: [1, 2, 1], bias: false });
  layer.params.kernel!.assign(tf.tensor([1, 2], [1, 2, 1, 1, 1]));
  const y = layer.forward(tf.tensor([1, 10], [1, 1, 2, 1, 1]) as tf.Tensor5D, predict);
  assertEquals([y.shape, Array.from(y.dataSync())], [[1, 1, 3, 1, 1], [1, 12, 20]]);
});

Deno.test("convTranspose3d() refuses options out of range, and inputs of which nothing is left", () => {
  const make = (more: object) => () => convTranspose3d({ channels: 1, filters: 1, kernelSize: 3, ...more });
  assertThrows(make({ outputPadding: 1 }), RangeError, "outputPadding must be below the stride of 1: got 1.");
  assertThrows(make({ padding: -1 }), RangeError, "padding must be a whole number of at least 0: got -1.");
  const rule = "Cannot run convTranspose3d as it takes [batch, depth, height, width, 1] of which something is left";
  assertThrows(() => make({ padding: 2 })().forward(tf.zeros([1, 1, 1, 1, 1]), predict), RangeError, rule);
});
