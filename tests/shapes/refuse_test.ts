import { assertEquals } from "@std/assert";
import { refuse } from "../../src/shapes/refuse.ts";
import { tf } from "../../src/tf.ts";

Deno.test("refuse() says layer, rule and shape without a path", () => {
  const error = refuse("relu", { training: false, seed: 0 }, "[batch]", tf.zeros([2, 2]));
  assertEquals(error.message, "Cannot run relu as it takes [batch]: got [2, 2].");
});
