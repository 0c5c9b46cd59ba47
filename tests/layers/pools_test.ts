import { assertEquals, assertThrows } from "@std/assert";
import { avgPool, globalAvgPool, maxPool } from "../../src/layers/pools.ts";
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
