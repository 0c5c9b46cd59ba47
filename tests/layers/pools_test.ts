import { assertEquals, assertThrows } from "@std/assert";
import {
  adaptiveAvgPool,
  adaptiveMaxPool,
  avgPool,
  globalAvgPool,
  globalMaxPool,
  maxPool,
} from "../../src/layers/pools.ts";
import { tf } from "../../src/tf.ts";

const predict = { training: false, seed: 0 };
const image = tf.tensor4d(Array.from({ length: 16 }, (_, i) => i - 16), [1, 4, 4, 1]);

Deno.test("maxPool() lets no border win, and windows begin in it", () => {
  const y = maxPool({ size: 3, stride: 2, padding: 1 }).forward(image, predict);
  assertEquals(Array.from(y.dataSync()), [-11, -9, -3, -1]);
});

Deno.test("avgPool() counts the border as zeros, as PyTorch does", () => {
  const y = avgPool({ size: 2, padding: 1 }).forward(image, predict);
  assertEquals(Array.from(y.dataSync()), [-4, -7.25, -3.25, -5, -8.5, -3.5, -1, -1.25, -0.25]);
});

Deno.test("globalAvgPool() is the mean over pixels", () => {
  assertEquals(globalAvgPool().forward(image, predict).arraySync(), [[-8.5]]);
});

Deno.test("maxPool() refuses images smaller than its window", () => {
  assertThrows(
    () => maxPool({ size: 5 }).forward(image, predict),
    RangeError,
    "Cannot run maxPool as it takes [batch, height, width, channels] that hold a window of 5x5: got [1, 4, 4, 1].",
  );
});

Deno.test("adaptiveAvgPool() has PyTorch's windows, larger and smaller than the image, and their gradient", () => {
  const x = tf.tensor4d(Array.from({ length: 15 }, (_, i) => i * i), [1, 3, 5, 1]), mode = { training: false, seed: 0 };
  // torch.nn.functional.adaptive_avg_pool2d of the same.
  const two = adaptiveAvgPool({ size: 2 }).forward(x, mode);
  assertEquals([...two.dataSync()].map((value) => Math.round(value * 1000) / 1000), [19.167, 37.167, 79.167, 117.167]);
  const four = adaptiveAvgPool({ size: 4 }).forward(x, mode);
  assertEquals([...four.dataSync()].map((value) => Math.round(value * 1000) / 1000), [
    0.5,
    2.5,
    6.5,
    12.5,
    15.5,
    22.5,
    31.5,
    42.5,
    70.5,
    87.5,
    106.5,
    127.5,
    110.5,
    132.5,
    156.5,
    182.5,
  ]);
  const slope = tf.grad((x) => tf.sum(tf.square(adaptiveAvgPool({ size: 2 }).forward(x as tf.Tensor4D, mode))))(x);
  assertEquals([...slope.dataSync()].map((value) => Math.round(value * 1000) / 1000), [
    6.389,
    6.389,
    18.778,
    12.389,
    12.389,
    32.778,
    32.778,
    84.222,
    51.444,
    51.444,
    26.389,
    26.389,
    65.444,
    39.056,
    39.056,
  ]);
  tf.dispose([x, two, four, slope]);
});

Deno.test("globalMaxPool() is the largest of all pixels", () => {
  assertEquals(globalMaxPool().forward(image, predict).arraySync(), [[-1]]);
});

Deno.test("adaptiveMaxPool() gives its gradient to one of several that are largest: the first in reading order", () => {
  const x = tf.tensor4d([2, 2, 1, 2], [1, 2, 2, 1]);
  const slope = tf.grad((x) => tf.sum(adaptiveMaxPool({ size: 1 }).forward(x as tf.Tensor4D, predict)))(x);
  assertEquals([...slope.dataSync()], [1, 0, 0, 0]);
});
