import { assertAlmostEquals } from "@std/assert";
import { cpu, tf } from "../../mod.ts";
import { rotated } from "../../src/tensors/rotated.ts";

Deno.test("rotated() keeps lengths, and scores depend on the distance of two places alone", async () => {
  await cpu().open();
  tf.tidy(() => {
    const [q, k] = [1, 2].map((seed) => tf.randomNormal([1, 1, 1, 8], 0, 1, "float32", seed) as tf.Tensor4D);
    const score = (a: number, b: number) =>
      (tf.sum(tf.mul(rotated(q!, { from: a }), rotated(k!, { from: b }))) as tf.Scalar).dataSync()[0]!;
    assertAlmostEquals(score(3, 1), score(102, 100), 1e-4);
    assertAlmostEquals(score(5, 5), (tf.sum(tf.mul(q!, k!)) as tf.Scalar).dataSync()[0]!, 1e-5);
    assertAlmostEquals(
      (tf.norm(rotated(q!, { from: 9 })) as tf.Scalar).dataSync()[0]!,
      (tf.norm(q!) as tf.Scalar).dataSync()[0]!,
      1e-5,
    );
  });
});
