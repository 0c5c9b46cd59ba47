import { assertEquals } from "@std/assert";
import { tf } from "../../../src/tf.ts";
import { hashDrawn } from "../../hash_drawn.ts";
import { anyAdapter, numbersOf, openAny } from "./any_adapter.ts";

type Pool = readonly [
  shape: [number, number, number, number],
  size: [number, number],
  strides: [number, number],
  pad: "same" | "valid" | number,
];

const POOLS: readonly Pool[] = [
  [[2, 6, 6, 4], [2, 2], [2, 2], "valid"],
  [[1, 7, 5, 3], [3, 2], [2, 1], "same"],
  [[2, 5, 5, 8], [3, 3], [2, 2], 1],
  [[1, 4, 4, 1], [1, 1], [2, 2], "valid"],
  [[1, 3, 3, 5], [2, 3], [1, 1], "same"],
  [[3, 40, 40, 4], [3, 3], [1, 1], "same"],
];

Deno.test({
  name: "maxPoolKernels() find the largest of every window that the cpu engine finds, wherever it stands",
  ...anyAdapter,
  async fn() {
    for (const [shape, size, strides, pad] of POOLS) {
      const pool = () => {
        const drawn = tf.tensor4d(hashDrawn("x", shape).data, shape);
        // Above 0, below -1e20, and with holes that are no numbers.
        const holes = tf.where(tf.greater(drawn, 0.3), tf.fill(shape, NaN), drawn);
        return [drawn, tf.sub(tf.mul(drawn, 1e30), 1e35), holes].map((x) =>
          tf.maxPool(x as tf.Tensor4D, size, strides, pad)
        );
      };
      await tf.setBackend("cpu");
      const expected = tf.tidy(() => pool().map((y) => [...y.dataSync()]));
      await openAny();
      for (const [i, told] of expected.entries()) {
        assertEquals(await numbersOf(() => [pool()[i]!]), [told], `${shape} ${size} ${strides} ${pad} ${i}`);
      }
    }
  },
});
