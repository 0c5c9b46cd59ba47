import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { averaged, fiveCrop, mirrored, shifted, tenCrop } from "../../src/models/averaged.ts";
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

Deno.test("tenCrop() has the places of torchvision's ten_crop, and its views are averaged", () => {
  // The first number of each crop of 0, 1, 2, ..., as F.ten_crop cuts them.
  const cases = [
    { sides: [5, 8], size: [2, 3], first: [0, 5, 24, 29, 18, 7, 2, 31, 26, 21] },
    { sides: [6, 10], size: [3, 3], first: [0, 7, 30, 37, 24, 9, 2, 39, 32, 25] },
    { sides: [7, 8], size: [4, 1], first: [0, 7, 24, 31, 20, 7, 0, 31, 24, 19] },
  ] as const;
  for (const { sides: [height, width], size, first } of cases) {
    const x = tf.reshape(tf.range(0, height * width), [1, height, width, 1]) as tf.Tensor4D;
    assertEquals(tenCrop({ size }).map((view) => view(x).dataSync()[0]!), [...first]);
    assertEquals(fiveCrop({ size }).map((view) => view(x).shape), Array(5).fill([1, ...size, 1]));
    const mean = { name: "mean", params: {}, forward: (x: tf.Tensor4D) => tf.mean(x, [1, 2]) as tf.Tensor2D };
    const views = tenCrop({ size }), each = views.map((view) => tf.mean(view(x)).dataSync()[0]!);
    const got = averaged(mean, { views }).forward(x, { training: false, seed: 0 }).dataSync()[0]!;
    assertAlmostEquals(got, each.reduce((sum, value) => sum + value, 0) / 10, 1e-4);
  }
  const rule = "Cannot use fiveCrop as images must be as large as a crop: got 2 x 3 for 3 x 3.";
  assertThrows(() => fiveCrop({ size: 3 })[0]!(tf.zeros([1, 2, 3, 1])), RangeError, rule);
});
