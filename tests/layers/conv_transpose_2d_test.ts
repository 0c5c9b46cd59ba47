import { assertEquals, assertThrows } from "@std/assert";
import { convTranspose2d, tf } from "../../mod.ts";

const predict = { training: false, seed: 0 };

Deno.test("convTranspose2d() spreads each pixel over its window, and adds where windows meet", () => {
  const layer = convTranspose2d({ channels: 1, filters: 1, kernelSize: 2, bias: false });
  layer.params.kernel!.assign(tf.tensor4d([1, 2, 3, 4], [2, 2, 1, 1]));
  const y = layer.forward(tf.tensor4d([1, 10], [1, 1, 2, 1]), predict);
  assertEquals([y.shape, Array.from(y.dataSync())], [[1, 2, 3, 1], [1, 12, 20, 3, 34, 40]]);
});

Deno.test("convTranspose2d() refuses options out of range, and images of which nothing is left", () => {
  const make = (more: object) => () => convTranspose2d({ channels: 1, filters: 1, kernelSize: 3, ...more });
  assertThrows(make({ outputPadding: 1 }), RangeError, "outputPadding must be below the stride of 1: got 1.");
  assertThrows(make({ padding: "same" }), RangeError, 'padding must be a whole number of at least 0: got "same".');
  const rule = "Cannot run convTranspose2d as it takes [batch, height, width, 1] of which something is left";
  assertThrows(() => make({ padding: 2 })().forward(tf.zeros([1, 1, 1, 1]), predict), RangeError, rule);
});
