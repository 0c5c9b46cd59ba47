import { assertAlmostEquals } from "@std/assert";
import { gelu } from "../../src/tensors/gelu.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("gelu() has the slope Φ(x) + x φ(x)", () => {
  const x = [-2, -0.5, 0, 1, 3];
  const slope = tf.tidy(() => tf.grad((x) => gelu(x))(tf.tensor1d(x)).dataSync());
  // By torch.nn.functional.gelu in float64 and its backward pass.
  const expected = [-0.0852318, 0.1325047, 0.5, 1.0833155, 1.0119455];
  for (const [i, value] of expected.entries()) assertAlmostEquals(slope[i]!, value, 1e-6);
});
