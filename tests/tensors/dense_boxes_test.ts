import { assertEquals } from "@std/assert";
import { boxesOf, placesOf } from "../../src/tensors/dense_boxes.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("boxesOf() goes from each place to its sides, in strides of its map", () => {
  const places = placesOf([16, 16], [[2, 2], [1, 1]]);
  const sides = tf.tensor3d([[[0, 0, 1, 1], [1, 0, 0, 1], [0, 1, 1, 0], [0, 0, 0, 0], [1, 2, 3, 4]]]);
  assertEquals(boxesOf({ sides, places }).arraySync(), [[
    ...[[0, 0, 8, 8], [0, 0, 8, 8], [0, 0, 8, 8], [8, 8, 8, 8]],
    [-16, -32, 48, 64],
  ]]);
});
