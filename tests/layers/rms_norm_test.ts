import { assertAlmostEquals, assertThrows } from "@std/assert";
import { rmsNorm } from "../../src/layers/rms_norm.ts";
import { tf } from "../../src/tf.ts";
import golden from "./golden/transformer.json" with { type: "json" };
import { assertAsTorch } from "./wave.ts";

Deno.test("rmsNorm() has PyTorch's outputs and gradients", () => {
  assertAsTorch(rmsNorm({ units: 6 }), ["scale"], golden.rmsNorm);
});

Deno.test("rmsNorm() answers numbers whose mean square is 1", () => {
  const y = rmsNorm({ units: 8 }).forward(tf.range(1, 9), { training: false, seed: 0 });
  assertAlmostEquals(tf.mean(tf.square(y)).dataSync()[0]!, 1, 1e-6);
});

Deno.test("rmsNorm() refuses another last axis, and an epsilon of 0", () => {
  assertThrows(
    () => rmsNorm({ units: 3 }).forward(tf.zeros([4, 2]), { training: false, seed: 0 }),
    RangeError,
    "Cannot run rmsNorm as it takes a last axis of 3: got [4, 2].",
  );
  assertThrows(() => rmsNorm({ units: 3, epsilon: 0 }), RangeError, "epsilon must be a finite number above 0: got 0.");
});
