import { assertEquals, assertThrows } from "@std/assert";
import { conv3d, summary, tf } from "../../mod.ts";

const predict = { training: false, seed: 0 };

Deno.test("conv3d() sums windows of volumes, and same keeps their size", () => {
  const layer = conv3d({ channels: 1, filters: 1, kernelSize: [2, 1, 2], padding: "same", bias: false });
  layer.params.kernel!.assign(tf.ones([2, 1, 2, 1, 1]));
  const y = layer.forward(tf.tensor5d([1, 2, 3, 4], [1, 2, 1, 2, 1]), predict);
  assertEquals([y.shape, Array.from(y.dataSync())], [[1, 2, 1, 2, 1], [10, 6, 7, 4]]);
});

Deno.test("conv3d() is counted by summary(), as a whole and plane by plane", () => {
  const count = (more: object) => {
    const layer = conv3d({ channels: 2, filters: 4, kernelSize: 3, padding: 1, ...more });
    return summary(layer, [1, 4, 5, 6, 2], { print: false }).multiplyAdds;
  };
  assertEquals(count({}), 4 * 5 * 6 * 4 * 27 * 2);
  assertEquals(count({ groups: 2 }), 4 * 5 * 6 * 4 * 27);
});

Deno.test("conv3d() refuses options out of range, and volumes that do not fit", () => {
  const make = (more: object) => () => conv3d({ channels: 2, filters: 2, kernelSize: 3, ...more });
  assertThrows(make({ groups: 4 }), RangeError, "got 4 groups of 2 channels and 2 filters.");
  assertThrows(make({ padding: [1, 1] }), RangeError, "padding must be one number, or one for each of 3 sides");
  assertThrows(make({ stride: [1, 0, 1] }), RangeError, "stride[1] must be a whole number of at least 1: got 0.");
  const rule = "Cannot run conv3d as it takes [batch, depth, height, width, 2] of at least 1x3x3 places";
  const layer = make({ padding: [1, 0, 0] })();
  assertThrows(() => layer.forward(tf.zeros([1, 4, 2, 4, 2]), predict), RangeError, `${rule}: got [1, 4, 2, 4, 2].`);
});
