import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  adaptiveAvgPool1d,
  adaptiveMaxPool1d,
  avgPool1d,
  globalAvgPool1d,
  globalMaxPool1d,
  maxPool1d,
  tf,
} from "../../mod.ts";

const predict = { training: false, seed: 0 }, x = tf.tensor3d([1, -2, 3, 4, 0], [1, 5, 1]);
const read = (y: tf.Tensor) => [...y.dataSync()];

Deno.test("maxPool1d() lets no border win, avgPool1d() counts it as zeros, and same counts what is there alone", () => {
  const how = { size: 3, stride: 2, padding: 1 } as const;
  assertEquals(read(maxPool1d(how).forward(x, predict)), [1, 4, 4]);
  [-1 / 3, 5 / 3, 4 / 3].forEach((wanted, i) =>
    assertAlmostEquals(read(avgPool1d(how).forward(x, predict))[i]!, wanted, 1e-6)
  );
  const same = avgPool1d({ size: 2, stride: 2, padding: "same" }).forward(x, predict);
  assertEquals(read(same), [-0.5, 3.5, 0]);
});

Deno.test("globalAvgPool1d() and globalMaxPool1d() leave a number for each channel", () => {
  const [mean, largest] = [globalAvgPool1d().forward(x, predict), globalMaxPool1d().forward(x, predict)];
  assertEquals([mean.shape, largest.shape, read(largest)], [[1, 1], [1, 1], [4]]);
  assertAlmostEquals(read(mean)[0]!, 1.2, 1e-6);
});

Deno.test("adaptiveAvgPool1d() and adaptiveMaxPool1d() have windows that share places where they do not come out even", () => {
  const size = 2 as const;
  assertAlmostEquals(read(adaptiveAvgPool1d({ size }).forward(x, predict))[1]!, 7 / 3, 1e-6);
  assertEquals(read(adaptiveMaxPool1d({ size }).forward(x, predict)), [3, 4]);
});

Deno.test("maxPool1d() refuses what its window finds no place in, and images", () => {
  const rule = "Cannot run maxPool1d as it takes [batch, places, channels] that hold a window of 6";
  const layer = maxPool1d({ size: 6 });
  assertThrows(() => layer.forward(x, predict), RangeError, rule);
  assertThrows(() => layer.forward(tf.zeros([1, 8, 8, 1]) as never, predict), RangeError, rule);
  assertThrows(() => maxPool1d({ size: 2, padding: 2 }), RangeError, "padding must be at most half of size 2: got 2.");
});
