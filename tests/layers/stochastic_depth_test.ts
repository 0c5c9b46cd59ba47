import { assert, assertEquals, assertThrows } from "@std/assert";
import { stochasticDepth, tf } from "../../mod.ts";

Deno.test("stochasticDepth() leaves out its share of examples, and keeps the mean", () => {
  const x = tf.ones([4000, 3]) as tf.Tensor2D, layer = stochasticDepth({ rate: 0.25 });
  const rows = layer.forward(x, { training: true, seed: 1 }).arraySync();
  const left = rows.filter((row) => row.every((value) => value === 0)).length;
  assert(Math.abs(left / 4000 - 0.25) < 0.03, String(left));
  assert(rows.every((row) => new Set(row).size === 1));
  const again = (seed: number) => layer.forward(x, { training: true, seed }).arraySync();
  assertEquals(again(1), rows);
  assert(String(again(2)) !== String(rows));
});

Deno.test("stochasticDepth() does nothing in prediction, and refuses rates out of range", () => {
  const x = tf.ones([4, 3]) as tf.Tensor2D;
  assertEquals(stochasticDepth({ rate: 0.5 }).forward(x, { training: false, seed: 1 }).arraySync(), x.arraySync());
  assertThrows(() => stochasticDepth({ rate: 1 }), RangeError, "rate must be in [0, 1): got 1.");
});

Deno.test('stochasticDepth({ mode: "batch" }) leaves out all of a batch or nothing of it, and keeps the mean over passes', () => {
  const x = tf.ones([3, 2]) as tf.Tensor2D, layer = stochasticDepth({ rate: 0.25, mode: "batch" });
  const passes = Array.from({ length: 400 }, (_, seed) => [...layer.forward(x, { training: true, seed }).dataSync()]);
  assert(passes.every((values) => new Set(values).size === 1));
  const left = passes.filter(([value]) => value === 0).length;
  assert(Math.abs(left / 400 - 0.25) < 0.07, String(left));
  const kept = passes.find(([value]) => value !== 0)![0]!;
  assert(Math.abs(kept - 1 / 0.75) < 1e-6, String(kept));
  assertThrows(
    () => stochasticDepth({ rate: 0.5, mode: "all" as never }),
    RangeError,
    "mode must be one of row, batch",
  );
});
