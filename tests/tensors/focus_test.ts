import { assertAlmostEquals } from "@std/assert";
import { focus } from "../../src/tensors/focus.ts";
import { tf } from "../../src/tf.ts";

Deno.test("focus() is the power of what is wrong, and so is its slope", () => {
  for (const gamma of [0, 0.5, 1, 2, 3.5]) {
    const { value, grad } = tf.valueAndGrad((x) => tf.sum(focus(x, gamma)))(tf.tensor1d([0.25]));
    assertAlmostEquals(value.dataSync()[0]!, 0.25 ** gamma, 1e-6);
    assertAlmostEquals(grad.dataSync()[0]!, gamma * 0.25 ** (gamma - 1), 1e-5);
  }
});
