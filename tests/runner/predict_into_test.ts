import { assertEquals, assertRejects } from "@std/assert";
import * as r from "../../mod.ts";
import { readPredictions } from "../../src/files/predictions.ts";

const x = Array.from({ length: 7 }, (_, i) => [Math.sin(i), Math.cos(i)]), y = x.map(([a, b]) => a! > b! ? 1 : 0);
const data = r.arrays({ x, y, valX: x, valY: y, classes: 2, batchSize: 3 });

Deno.test("predictInto() writes what .validate() judges: evaluateFile() gives the same scores, and nothing is left", async () => {
  const to = await Deno.makeTempFile({ suffix: ".jsonl" });
  const sentence = r.runner({ log: false }).model(r.mlp({ sizes: [2, 4, 2] })).data(data).evaluator(
    r.accuracy(),
    r.logLoss(),
  )
    .engine(r.cpu());
  await sentence.train({ epochs: 2 });
  const scores = await sentence.validate(), before = r.tf.memory().numTensors;
  assertEquals(await sentence.predict(data, { to }), { path: to, samples: 7 });
  assertEquals(r.tf.memory().numTensors, before);
  assertEquals(await r.evaluateFile(to, [r.accuracy(), r.logLoss()], { engine: r.cpu() }), scores);
  assertEquals((await readPredictions(to)).map(({ prediction }) => prediction!.shape), [[3, 2], [3, 2], [1, 2]]);
  await Deno.remove(to);
});

Deno.test("predictInto() refuses other files, options, what is no dataset, and one without such batches", async () => {
  const sentence = r.runner().model(r.mlp({ sizes: [2, 2] })).engine(r.cpu());
  const refused = (given: unknown, options: unknown, text: string) =>
    assertRejects(() => sentence.predict(given as typeof data, options as { to: string }), TypeError, text);
  await refused(data, { to: "a.csv" }, "must be a file that ends in .jsonl: got a.csv");
  await refused(data, { to: "a.jsonl", batch: 1 }, "its options are to, split and checkpoint: got batch");
  await refused(r.tf.scalar(1), { to: "a.jsonl" }, "takes a dataset: got object");
  await refused(data, { to: "a.jsonl", split: "test" }, "it must have batches of test: got none");
});
