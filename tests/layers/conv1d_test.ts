import { assertEquals, assertThrows } from "@std/assert";
import { conv1d, tf } from "../../mod.ts";

const predict = { training: false, seed: 0 };

Deno.test("conv1d() that is causal sees no place before its time", () => {
  const layer = conv1d({ channels: 1, filters: 1, kernelSize: 2, padding: "causal", dilation: 2, bias: false });
  layer.params.kernel!.assign(tf.tensor3d([10, 1], [2, 1, 1]));
  const y = layer.forward(tf.tensor3d([1, 2, 3, 4], [1, 4, 1]), predict);
  assertEquals([y.shape, Array.from(y.dataSync())], [[1, 4, 1], [1, 2, 13, 24]]);
});

Deno.test("conv1d() refuses options out of range, and sequences that do not fit", () => {
  const make = (more: object) => conv1d({ channels: 2, filters: 1, kernelSize: 3, ...more });
  assertThrows(() => make({ groups: 3 }), RangeError, "got 3 groups of 2 channels and 1 filters.");
  assertThrows(
    () => make({ padding: "same" }),
    RangeError,
    'padding must be a whole number of at least 0: got "same".',
  );
  const rule = "Cannot run conv1d as it takes [batch, places, 2] of at least 5 places: got [1, 4, 2].";
  assertThrows(() => make({ dilation: 2 }).forward(tf.zeros([1, 4, 2]), predict), RangeError, rule);
});
