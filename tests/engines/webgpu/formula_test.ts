import { assertEquals } from "@std/assert";
import { type Formula, formulaUpdate } from "../../../src/tensors/formula_update.ts";
import { weight } from "../../../src/tensors/weight.ts";
import { tf } from "../../../src/tf.ts";
import { anyAdapter, openAny } from "./any_adapter.ts";

const half: Formula<"loop", "fn", "while"> = ({ sub, mul, max, sign }, { loop, fn, while: rate }) => ({
  loop: max(sub(loop, mul(rate, sign(fn))), rate),
});

for (const size of [4, 5]) {
  Deno.test({
    name: `formulaKernels() change ${size} numbers in place, whatever they are called, and may read what they write`,
    ...anyAdapter,
    async fn() {
      await openAny();
      const w = weight([size], 1), place = w.dataId;
      tf.tidy(() => formulaUpdate(half, { writes: { loop: w }, reads: { fn: w }, numbers: { while: 0.25 } }));
      assertEquals(Array.from(await w.data()), Array(size).fill(0.75));
      tf.tidy(() => formulaUpdate(half, { writes: { loop: w }, reads: { fn: tf.neg(w) }, numbers: { while: 2 } }));
      assertEquals([Array.from(await w.data()), w.dataId === place], [Array(size).fill(2.75), true]);
      w.dispose();
    },
  });
}
