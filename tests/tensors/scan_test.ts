import { assertEquals } from "@std/assert";
import { cpu, tf } from "../../mod.ts";
import { scan } from "../../src/tensors/scan.ts";

Deno.test("scan() from the end begins at the last place that each sequence has", async () => {
  await cpu().open();
  tf.tidy(() => {
    const places = [1, 2, 4].map((value) => tf.tensor2d([[value], [value], [value]]));
    // Each state is the one before times ten and the place: it tells the order.
    const step = (x: tf.Tensor, [s]: readonly tf.Tensor2D[]) => [tf.add(tf.mul(s!, 10), x) as tf.Tensor2D];
    const begin = [tf.tensor2d([[5], [0], [7]])], lengths = tf.tensor1d([3, 2, 0], "int32");
    const { each, end } = scan(places, begin, step, { lengths, reverse: true });
    assertEquals(each.map((s) => [...s.dataSync()]), [[5421, 21, 0], [542, 2, 0], [54, 0, 0]]);
    assertEquals([...end[0]!.dataSync()], [5421, 21, 7]);
    assertEquals([...scan(places, begin, step).end[0]!.dataSync()], [5124, 124, 7124]);
  });
});
