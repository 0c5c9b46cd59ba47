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

Deno.test("predictInto() writes what a detector found, and leaves out what is of no sample", async () => {
  const to = await Deno.makeTempFile({ suffix: ".jsonl" }), fill = (number: number) => r.tf.fill([1, 3], number);
  const detector = {
    ...{ name: "detector", params: {} },
    forward: (x: r.tf.Tensor) =>
      r.tf.tidy(() => ({
        logits: r.tf.tile(fill(7), [x.shape[0]!, 1]),
        boxes: r.tf.zeros([x.shape[0]!, 3, 4]),
        scores: r.tf.tile(fill(0.5), [x.shape[0]!, 1]),
        labels: r.tf.tile(r.tf.cast(fill(1), "int32"), [x.shape[0]!, 1]),
        places: r.tf.zeros([9, 2]),
      })),
  };
  assertEquals((await r.runner().model(detector as never).engine(r.cpu()).predict(data as never, { to })).samples, 7);
  const [first] = await readPredictions(to);
  assertEquals(Object.keys(first!), ["prediction.boxes", "prediction.scores", "prediction.labels", "target"]);
  assertEquals(first!["prediction.boxes"]!.shape, [3, 3, 4]);
  await Deno.remove(to);
});
