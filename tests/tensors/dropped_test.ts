import { assert, assertEquals } from "@std/assert";
import { cpu, tf } from "../../mod.ts";
import { dropped } from "../../src/tensors/dropped.ts";
import { inMeeting } from "../../src/tensors/meeting.ts";

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

Deno.test("dropped() draws for the whole of a batch that ranks share: each row has what it has on one rank", () => {
  tf.tidy(() => {
    const whole = dropped(tf.ones([6, 4]), [6, 4], 0.5, 3),
      met = { norms: false, sum: () => [], moments: () => ({}) as never };
    const parts = [[0, 2], [2, 1], [3, 3]].map(([from, size]) =>
      inMeeting(
        { ...met, rows: { from: from!, size: size!, whole: 6 } },
        () => dropped(tf.ones([size!, 4]), [size!, 4], 0.5, 3),
      )
    );
    assertEquals(tf.concat(parts).arraySync(), whole.arraySync());
    // Two rows for each example, as of windows; and what is no row of a batch is the same everywhere.
    const [doubled, same] = inMeeting({ ...met, rows: { from: 1, size: 2, whole: 3 } }, () => [
      dropped(tf.ones([4, 4]), [4, 4], 0.5, 3),
      dropped(tf.ones([1, 4]), [1, 4], 0.5, 3),
    ]) as [tf.Tensor, tf.Tensor];
    assertEquals(doubled.arraySync(), tf.slice(whole, [2, 0], [4, 4]).arraySync());
    assertEquals(same.arraySync(), dropped(tf.ones([1, 4]), [1, 4], 0.5, 3).arraySync());
  });
});
