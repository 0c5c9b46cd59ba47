import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { tf } from "../../mod.ts";
import { debias, over, rootOf, share, times } from "../../src/tensors/running_mean.ts";

await tf.setBackend("cpu");
const moment = (step: number) => ({ step, steps: 9999, stepsPerEpoch: 9999 });

Deno.test("debias() counts the updates that were kept alone, to the last digits of float32 from the first one on", () => {
  for (const [step, left] of [[3, 3], [7, 2], [1000, 1], [5000, 0]] as const) {
    for (const share of [0, 0.9, 0.999]) {
      const { rest, t } = debias({ ...moment(step), leftOut: tf.scalar(left) }), exact = 1 - share ** (step + 1 - left);
      assertEquals((t as tf.Scalar).arraySync(), step + 1 - left);
      const known = rest(share), value = typeof known === "number" ? known : known.arraySync();
      assertAlmostEquals(value / exact, 1, 1e-6);
    }
  }
});

Deno.test("debias() is of the host where no step is left out, and counts updates where they are no steps", () => {
  const { t, rest } = debias({ ...moment(7), updates: 1 });
  assertEquals([t, rest(0.5)], [2, 0.75]);
});

Deno.test("times(), over() and rootOf() stay on the host as long as they can", () => {
  assertEquals([times(2, 3), over(3, 2), rootOf(9)], [6, 1.5, 3]);
  const values = [times(tf.scalar(2), 3), over(3, tf.scalar(2)), rootOf(tf.scalar(9))] as tf.Scalar[];
  assertEquals(values.map((value) => value.arraySync()), [6, 1.5, 3]);
});

Deno.test("share() is a float32 number below 1, and so is what is left of 1", () => {
  for (const number of [0, 0.5, 0.9, 0.99, 0.999, 0.9999, 1 - 1e-9]) {
    const near = share(number);
    assert(near < 1);
    assertEquals([near, 1 - near], [Math.fround(near), Math.fround(1 - near)]);
    assert(Math.abs(near - number) <= 2 ** -24);
  }
});
