/** Predictions and gradients stand in tests/models/classifiers_test.ts. */
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { accuracy, adamw, cpu, ftTransformer, initialize, runner, table, tf } from "../../mod.ts";

const size = { units: 8, heads: 2, layers: 1 } as const, mode = { training: false, seed: 0 };

Deno.test("ftTransformer() learns a table of numbers and categories by the sizes that this tells", async () => {
  const rows = Array.from({ length: 80 }, (_, i) => ({ a: i % 7, b: "xyz"[i % 3]!, kind: i % 3 === 0 ? "yes" : "no" }));
  const data = await table({ rows, target: "kind" });
  const { scores } = await runner({ log: { write: () => {} } })
    .model(ftTransformer({ ...data.sizes, ...size })).data(data).evaluator(accuracy())
    .optimizer(adamw({ lr: 0.02 })).engine(cpu()).train({ epochs: 6 });
  assertEquals(scores!.accuracy, 100);
});

Deno.test("ftTransformer() answers in the unit of the targets", async () => {
  await cpu().open();
  const plain = ftTransformer({ ...size, numbers: 2, outputs: 1 });
  const scaled = ftTransformer({ ...size, numbers: 2, outputs: 1, outputScale: { center: [100], spread: [10] } });
  initialize(plain, 1), initialize(scaled, 1);
  tf.tidy(() => {
    const num = tf.tensor2d([[1, 2]]);
    const [a, b] = [plain, scaled].map((network) => network.forward({ num }, mode).dataSync()[0]!);
    assertAlmostEquals(b!, 100 + 10 * a!, 1e-3);
  });
  tf.dispose([plain.params, scaled.params] as unknown as tf.TensorContainer);
});

Deno.test("ftTransformer() refuses a category that its column does not have, though the next column has that row", async () => {
  await cpu().open();
  const network = ftTransformer({ ...size, categories: [2, 3], outputs: 1 });
  initialize(network, 1);
  tf.tidy(() => {
    const run = (...row: number[]) => network.forward({ cat: tf.tensor2d([row], undefined, "int32") }, mode).dataSync();
    for (const row of [[0, 0], [1, 2]]) assertEquals(run(...row).length, 1);
    for (const row of [[2, 0], [-1, 0], [0, 3], [0, -1]]) assertThrows(() => run(...row), Error, "is not in [0, 4]");
  });
  tf.dispose(network.params as unknown as tf.TensorContainer);
});

Deno.test("ftTransformer() refuses categories that are no whole numbers, and as many rows as numbers have not", () => {
  const network = ftTransformer({ ...size, numbers: 1, categories: [2], outputs: 1 }),
    num = tf.zeros([2, 1]) as tf.Tensor2D;
  const refused = (cat: tf.Tensor) =>
    assertThrows(() => network.forward({ num, cat: cat as tf.Tensor2D }, mode)).message;
  assertEquals(
    refused(tf.zeros([2, 1])),
    "Cannot run ftTransformer as it takes int32 cat and not float32: got [2, 1].",
  );
  const text = "Cannot run ftTransformer as it takes int32 cat [2, 1]: got [3, 1].";
  assertEquals(refused(tf.zeros([3, 1], "int32")), text);
  tf.dispose(network.params as unknown as tf.TensorContainer);
});

Deno.test("ftTransformer() refuses tables without columns, and rows without them", () => {
  assertThrows(() => ftTransformer({ outputs: 1 }), RangeError, "as there must be numbers or categories: got neither.");
  const network = ftTransformer({ ...size, numbers: 2, outputs: 1 });
  assertThrows(() => network.forward({}, mode), RangeError, "Cannot run ftTransformer as it takes num [batch, 2]: got");
  tf.dispose(network.params as unknown as tf.TensorContainer);
});
