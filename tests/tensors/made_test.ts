import { assertEquals } from "@std/assert";
import { countMade, leftOutOf, madeSlot } from "../../src/tensors/made.ts";
import { cpu, tf } from "../../mod.ts";

Deno.test("leftOutOf() counts what was taken back, also the first one, and nothing where it is not known", async () => {
  await cpu().open();
  tf.tidy(() => {
    const slot = madeSlot(), told: number[] = [];
    for (const [asked, kept] of [false, true, true, false].entries()) {
      told.push(leftOutOf(slot, asked).dataSync()[0]!);
      const before = tf.clone(slot);
      countMade(slot, asked);
      if (!kept) slot.assign(before);
    }
    assertEquals([...told, leftOutOf(slot, 4).dataSync()[0]], [0, 1, 1, 1, 2]);
    // As a checkpoint of before leaves it.
    slot.assign(tf.scalar(0));
    assertEquals(leftOutOf(slot, 7).dataSync()[0], 0);
    countMade(slot, 7);
    assertEquals(leftOutOf(slot, 8).dataSync()[0], 0);
  });
});
