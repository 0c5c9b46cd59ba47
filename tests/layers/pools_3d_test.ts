import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  adaptiveAvgPool3d,
  adaptiveMaxPool3d,
  avgPool3d,
  globalAvgPool3d,
  globalMaxPool3d,
  maxPool3d,
  tf,
} from "../../mod.ts";

const predict = { training: false, seed: 0 }, x = tf.tensor5d([1, -2, 3, 4, 0], [1, 1, 5, 1, 1]);
const read = (y: tf.Tensor) => [...y.dataSync()];

Deno.test("maxPool3d() lets no border win, avgPool3d() counts it as zeros, and same counts what is there alone", () => {
  const how = { size: [1, 3, 1], stride: 2, padding: [0, 1, 0] } as const;
  assertEquals(read(maxPool3d(how).forward(x, predict)), [1, 4, 4]);
  [-1 / 3, 5 / 3, 4 / 3].forEach((wanted, i) =>
    assertAlmostEquals(read(avgPool3d(how).forward(x, predict))[i]!, wanted, 1e-6)
  );
  const same = avgPool3d({ size: [1, 2, 1], stride: 2, padding: "same" }).forward(x, predict);
  assertEquals(read(same), [-0.5, 3.5, 0]);
});

Deno.test("globalAvgPool3d() and globalMaxPool3d() leave a number for each channel", () => {
  const [mean, largest] = [globalAvgPool3d().forward(x, predict), globalMaxPool3d().forward(x, predict)];
  assertEquals([mean.shape, largest.shape, read(largest)], [[1, 1], [1, 1], [4]]);
  assertAlmostEquals(read(mean)[0]!, 1.2, 1e-6);
});

Deno.test("adaptiveAvgPool3d() and adaptiveMaxPool3d() have windows that share places where they do not come out even", () => {
  const size = [1, 2, 1] as const;
  assertAlmostEquals(read(adaptiveAvgPool3d({ size }).forward(x, predict))[1]!, 7 / 3, 1e-6);
  assertEquals(read(adaptiveMaxPool3d({ size }).forward(x, predict)), [3, 4]);
});

Deno.test("maxPool3d() refuses what its window finds no place in, and images", () => {
  const rule = "Cannot run maxPool3d as it takes [batch, depth, height, width, channels] that hold a window of 1x6x1";
  const layer = maxPool3d({ size: [1, 6, 1] });
  assertThrows(() => layer.forward(x, predict), RangeError, rule);
  assertThrows(() => layer.forward(tf.zeros([1, 8, 8, 1]) as never, predict), RangeError, rule);
  assertThrows(() => maxPool3d({ size: 2, padding: 2 }), RangeError, "padding must be at most half of size 2: got 2.");
});
