import { assertEquals, assertStrictEquals } from "@std/assert";
import { decayed } from "../../src/tensors/decayed.ts";
import { tf } from "../../src/tf.ts";

Deno.test("decayed() adds a share of the weight, and nothing at 0", () => {
  const [g, w] = [tf.tensor1d([1, 2]), tf.tensor1d([10, -10])];
  assertEquals(decayed(g, w, 0.5).arraySync(), [6, -3]);
  assertStrictEquals(decayed(g, w, 0), g);
});
