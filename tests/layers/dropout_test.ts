import { assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { alphaDropout, dropout, spatialDropout } from "../../src/layers/dropout.ts";
import { sequential } from "../../src/layers/sequential.ts";
import { tf } from "../../src/tf.ts";

Deno.test("dropout() drops its share and scales the rest", () => {
  const y = dropout({ rate: 0.2 }).forward(tf.ones([10_000]), { training: true, seed: 5 }).dataSync();
  assertEquals(new Set(y), new Set([0, 1.25]));
  // Five standard deviations of a count of 10,000 at 0.2.
  assertAlmostEquals(y.filter((value) => value === 0).length, 2000, 200);
});

Deno.test("dropout() draws the same mask by the same seed, and another by another one", () => {
  const draw = (seed: number) => dropout().forward(tf.ones([64]), { training: true, seed }).arraySync();
  assertEquals(draw(1), draw(1));
  assertNotEquals(draw(1), draw(2));
  assertNotEquals(draw(0), draw(1));
});

Deno.test("dropout() draws apart from its twin elsewhere in the model", () => {
  const twice = sequential(dropout(), dropout());
  const kept = twice.forward(tf.ones([10_000]), { training: true, seed: 3 }).dataSync().filter((value) => value > 0);
  // With one mask for both it would be a half; five standard deviations of a count of 10,000 at a quarter.
  assertAlmostEquals(kept.length, 2500, 217);
});

Deno.test("dropout() gives back its input in prediction and at a rate of 0", () => {
  const x = tf.ones([8]);
  assertEquals(dropout().forward(x, { training: false, seed: 1 }), x);
  assertEquals(dropout({ rate: 0 }).forward(x, { training: true, seed: 1 }), x);
});

Deno.test("dropout() refuses a rate of all", () => {
  assertThrows(() => dropout({ rate: 1 }), RangeError, "Cannot make dropout as rate must be in [0, 1): got 1.");
});

Deno.test("spatialDropout() drops whole channels of an example, of images and of sequences", () => {
  for (const shape of [[64, 3, 2, 16], [64, 6, 16]]) {
    const y = spatialDropout({ rate: 0.25 }).forward(tf.ones(shape), { training: true, seed: 5 });
    const byChannel = tf.reshape(y, [64, 6, 16]).arraySync() as number[][][];
    assertEquals(byChannel.every((places) => places.every((row) => row.join() === places[0]!.join())), true);
    const kept = byChannel.flatMap((places) => places[0]!).filter((value) => value > 0);
    assertAlmostEquals(kept[0]!, 4 / 3, 1e-6);
    // Five standard deviations of a count of 1024 at 0.75.
    assertAlmostEquals(kept.length, 768, 70);
  }
});

Deno.test("alphaDropout() keeps mean and variance, with PyTorch's scale and shift", () => {
  const x = tf.randomNormal([100_000], 0, 1, "float32", 1), mode = { training: true, seed: 5 };
  const y = alphaDropout({ rate: 0.2 }).forward(x, mode), { mean, variance } = tf.moments(y);
  assertAlmostEquals(mean.dataSync()[0]!, 0, 0.02);
  assertAlmostEquals(variance.dataSync()[0]!, 1, 0.03);
  // torch.nn.functional.alpha_dropout of ones at 0.2 has these two values.
  const values = [...new Set(alphaDropout({ rate: 0.2 }).forward(tf.ones([64]), mode).dataSync())].toSorted((a, b) =>
    a - b
  );
  assertAlmostEquals(values[0]!, -1.23615985, 1e-5);
  assertAlmostEquals(values[1]!, 1.18794355, 1e-5);
});
