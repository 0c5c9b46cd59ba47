import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { convolved, requireGroups, spreadConvolved } from "../../src/tensors/convolved.ts";
import { tf } from "../../src/tf.ts";

const wave = (shape: number[]) => tf.sin(tf.reshape(tf.range(0, shape.reduce((a, b) => a * b, 1)), shape));

Deno.test("convolved() takes strides beside gaps that share no factor, as the definition says", () => {
  const x = [...wave([13]).dataSync()], kernel = [1, -2, 0.5], how = { strides: [2], dilations: [3], groups: 1 };
  const y = convolved(tf.tensor3d(x, [1, 13, 1]), tf.tensor3d(kernel, [3, 1, 1]), { ...how, around: [[1, 2]] });
  const padded = [0, ...x, 0, 0],
    wanted = [0, 2, 4, 6, 8].map((at) => {
      return kernel.reduce((sum, weight, k) => sum + weight * padded[at + 3 * k]!, 0);
    });
  assertEquals(y.shape, [1, 5, 1]);
  wanted.forEach((value, i) => assertAlmostEquals(y.dataSync()[i]!, value, 1e-5));
});

Deno.test("convolved() of volumes is the same as a whole and plane by plane", () => {
  const x = wave([2, 4, 5, 4, 2]), kernel = wave([2, 3, 2, 2, 3]);
  const how = { strides: [1, 2, 1], dilations: [1, 1, 1], around: [[1, 0], [1, 1], [0, 1]] } as const;
  const whole = convolved(x, kernel, { ...how, groups: 1 });
  // Two groups of the same channels, each with the kernel: both are the whole.
  const twice = convolved(tf.concat([x, x], 4), tf.concat([kernel, kernel], 4), { ...how, groups: 2 });
  const [first, second] = tf.split(twice, 2, 4);
  for (const half of [first!, second!]) {
    assertEquals(half.shape, whole.shape);
    assertAlmostEquals(tf.max(tf.abs(tf.sub(half, whole))).dataSync()[0]!, 0, 1e-5);
  }
});

Deno.test("requireGroups() refuses channels that cannot be dealt out", () => {
  const rule =
    "Cannot make conv3d as groups must divide channels and filters: got 2 groups of 4 channels and 3 filters.";
  assertThrows(() => requireGroups("conv3d", { groups: 2, channels: 4, filters: 3 }), RangeError, rule);
});

for (const sides of [[7], [7, 6], [5, 7, 6]]) {
  Deno.test(`spreadConvolved() is what a convolution of ${sides.length} sides hands back to its input`, () => {
    const strides = sides.map((_, i) => 1 + i % 2), ones = sides.map(() => 1), size = sides.map(() => 3);
    const x = wave([2, ...sides, 2]), kernel = wave([...size, 2, 3]), padding = sides.map((_, i) => (i + 1) % 2);
    const how = { strides, dilations: ones, around: padding.map((width) => [width, width] as const), groups: 1 };
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => convolved(x, kernel, how))(
      x,
      wave(
        convolved(x, kernel, how).shape,
      ),
    );
    const y = spreadConvolved(wave(value.shape), kernel, { strides, padding, sides });
    assertEquals(y.shape, x.shape);
    assertAlmostEquals(tf.max(tf.abs(tf.sub(y, grad))).dataSync()[0]!, 0, 1e-4);
  });
}
