import { assertEquals, assertThrows } from "@std/assert";
import { mlp } from "../../src/models/mlp.ts";
import { tf } from "../../src/tf.ts";

Deno.test("mlp() puts the activation between its layers and not after the last", () => {
  const model = mlp({ sizes: [1, 1, 1] });
  for (const [name, value] of Object.entries({ "dense1/kernel": 2, "dense1/bias": 1, "dense2/kernel": -3 })) {
    model.params[name]!.assign(tf.fill(model.params[name]!.shape, value));
  }
  model.params["dense2/bias"]!.assign(tf.zeros([1]));
  const y = model.forward(tf.tensor2d([[1], [-1]]), { training: true, seed: 0 });
  assertEquals(Array.from(y.dataSync(), (value) => value + 0), [-9, 0]);
});

Deno.test("mlp() refuses sizes without outputs", () => {
  assertThrows(() => mlp({ sizes: [3] }), RangeError, "Cannot make mlp as sizes needs inputs and outputs: got [3].");
});
