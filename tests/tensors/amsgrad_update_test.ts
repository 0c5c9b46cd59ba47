import { assertAlmostEquals, assertEquals } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { wasm } from "../../src/engines/wasm.ts";
import { amsgradUpdate } from "../../src/tensors/amsgrad_update.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

for (const engine of [cpu(), wasm()]) {
  Deno.test(`amsgradUpdate() divides by the largest mean square so far, on ${engine.name}`, async () => {
    await engine.open();
    tf.tidy(() => {
      const of = { weight: weight([1], 1), first: weight([1], 0), second: weight([1], 0), largest: weight([1], 0) };
      const numbers = { lr: 1, beta1: 0, beta2: 0, epsilon: 0, keep: 0.5 };
      amsgradUpdate(of, tf.tensor1d([4]), numbers);
      assertEquals([of.weight.arraySync(), of.largest.arraySync()], [[0.5 - 1], [16]]);
      // A small gradient is still divided by the large one.
      amsgradUpdate(of, tf.tensor1d([1]), numbers);
      assertAlmostEquals(of.weight.dataSync()[0]!, -0.25 - 0.25, 1e-6);
      assertEquals([of.second.arraySync(), of.largest.arraySync()], [[1], [16]]);
    });
  });
}
