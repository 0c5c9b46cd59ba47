import { assert, assertEquals } from "@std/assert";
import { cpu, tf } from "../../mod.ts";
import { dropped } from "../../src/tensors/dropped.ts";

await cpu().open();

Deno.test("dropped() drops about the rate, each number by itself, and keeps the mean; a seed draws the same", () => {
  tf.tidy(() => {
    const x = tf.ones([40, 50]), y = dropped(x, x.shape, 0.25, 3).dataSync();
    const kept = y.filter((value) => value !== 0);
    // Five deviations of the share of 2000 draws.
    assert(Math.abs(kept.length / 2000 - 0.75) < 5 * Math.sqrt(0.75 * 0.25 / 2000));
    assert(kept.every((value) => Math.abs(value - 1 / 0.75) < 1e-6));
    assertEquals(dropped(x, x.shape, 0.25, 3).dataSync(), y);
    assert(dropped(x, x.shape, 0.25, 4).dataSync().some((value, i) => value !== y[i]));
    assertEquals(dropped(x, x.shape, 0, 3).dataSync(), x.dataSync());
  });
});
