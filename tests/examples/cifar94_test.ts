import { assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { eigen, whiteningFilters } from "../../examples/cifar94/whitening.ts";
import { synthetic, tf } from "../../mod.ts";
import { deno, ROOT } from "../program.ts";

Deno.test("cifar94.ts reaches the target of a short run on drawn images", async () => {
  const cwd = await Deno.makeTempDir();
  const short = ["--synthetic", "--train-samples", "1000", "--val-samples", "200", "--batch-size", "100"];
  const { code, stdout, stderr } = await deno(
    ["run", "-A", "--quiet", `${ROOT}examples/cifar94.ts`, ...short, "--epochs", "1"],
    { cwd },
  );
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /\n\d+\.\d\d % are right; 90 % or more are asked for\.\n$/);
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("eigen() finds the values and vectors of a symmetric matrix", () => {
  const matrix = [[4, 1, -2], [1, 2, 0], [-2, 0, 3]];
  const { values, vectors } = eigen(matrix);
  for (const [i, value] of values.entries()) {
    const vector = vectors.map((row) => row[i]!);
    matrix.forEach((row, j) =>
      assertAlmostEquals(row.reduce((sum, x, k) => sum + x * vector[k]!, 0), value * vector[j]!, 1e-12)
    );
    assertAlmostEquals(Math.hypot(...vector), 1, 1e-12);
  }
  assertAlmostEquals(values.reduce((sum, value) => sum + value), 9, 1e-12);
});

Deno.test("whiteningFilters() make patches independent and equally large", async () => {
  await tf.setBackend("cpu");
  const data = synthetic({ batchSize: 50, trainSamples: 100, valSamples: 10, augment: false });
  const kernel = tf.tensor(await whiteningFilters(data, 2), [2, 2, 3, 24]) as tf.Tensor4D;
  const seen: tf.Tensor2D[] = [];
  for await (const { x, y } of data.train({ epoch: 0, seed: 0 })) {
    seen.push(tf.reshape(tf.conv2d(x, kernel, 1, "valid"), [-1, 24]));
    tf.dispose([x, y]);
  }
  const rows = tf.concat(seen), [first, second] = tf.split(rows, 2, 1);
  assertEquals(tf.max(tf.abs(tf.add(first!, second!))).dataSync()[0], 0, "the others are the opposites");
  const products = await (tf.div(tf.matMul(first!, first!, true), rows.shape[0]) as tf.Tensor2D).array();
  products.forEach((row, i) =>
    row.forEach((value, j) => {
      // What hardly varies is made a little less than as large as the others.
      if (i === j) assertEquals(value > 0.5 && value < 1.01, true, `${i}: ${value}`);
      else assertAlmostEquals(value, 0, 0.01);
    })
  );
  await data.close?.();
});
