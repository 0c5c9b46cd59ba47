import { assertEquals } from "@std/assert";
import { flatten } from "../../src/layers/flatten.ts";
import { tf } from "../../src/tf.ts";

Deno.test("flatten() keeps the order of the numbers", () => {
  const x = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
  assertEquals(flatten().forward(x, { training: false, seed: 0 }).arraySync(), [[1, 2, 3, 4], [5, 6, 7, 8]]);
});
