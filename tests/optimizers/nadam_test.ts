import { assertEquals, assertThrows } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { nadam } from "../../src/optimizers/nadam.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

Deno.test("nadam() remembers what it says, by the weight's name", async () => {
  await cpu().open();
  assertEquals(Object.keys(nadam({ lr: 0.1 }).init({ w: weight([2], 1) })), ["w/first", "w/second", "nadam/product"]);
});

Deno.test("nadam() refuses numbers out of their range", () => {
  assertThrows(
    () => nadam({ lr: 0.1, momentumDecay: -1 }),
    RangeError,
    "Cannot make nadam as momentumDecay must be a finite number of at least 0: got -1.",
  );
});

Deno.test("nadam() knows its momenta at any update, whichever it was asked for before", async () => {
  await cpu().open();
  const walk = (steps: readonly number[]) => {
    const params = { w: weight([1], 1) }, optimizer = nadam({ lr: 0.1 }), slots = optimizer.init(params);
    return steps.map((step) => {
      tf.tidy(() => {
        for (const variable of [params.w, ...Object.values(slots)]) variable.assign(tf.onesLike(variable));
        optimizer.update({ w: tf.tensor1d([2]) }, slots, params, { step, steps: 99, stepsPerEpoch: 99 });
      });
      return params.w.dataSync()[0]!;
    });
  };
  const [far, near] = walk([40, 3]);
  assertEquals([walk([3, 40])[0], walk([1, 2, 40])[2]], [near, far]);
});
