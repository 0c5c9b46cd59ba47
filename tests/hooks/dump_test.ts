import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  cpu,
  dataset,
  dump,
  evaluateFile,
  fcos,
  fcosLoss,
  mean,
  meanAveragePrecision,
  resnet20,
  runner,
  tf,
} from "../../mod.ts";
import { readPredictions } from "../../src/files/predictions.ts";
import { line, points } from "../toy.ts";

await tf.setBackend("cpu");
const quiet = { log: false, interrupt: false } as const;
const error = () =>
  mean("error", (prediction: tf.Tensor, y: tf.Tensor) => tf.abs(tf.sub(prediction, y)), { better: "lower" });

Deno.test("dump() writes what was predicted, batch by batch, the newest validation only, and tells it", async () => {
  const path = await Deno.makeTempFile({ suffix: ".jsonl" }), notes: string[] = [];
  const hook = dump(path, { inputs: true });
  const sentence = runner(quiet).model(line()).data(points([1, 2, 3])).loss((p, y) => tf.losses.meanSquaredError(y, p))
    .evaluator(error()).engine(cpu()).hook(hook, (event) => {
      if (event.type === "note" && event.level === undefined) notes.push(event.text);
    });
  const { model } = await sentence.train({ epochs: 2 });
  const slope = (await model.params.slope!.data())[0]!;
  const batches = await readPredictions(path);
  assertEquals(batches.map(({ prediction, target, input }) => [prediction!.data[0], target!.data[0], input!.data[0]]), [
    ...[[slope, 1, 1], [slope, 2, 1], [slope, 3, 1]],
  ]);
  assertEquals(notes, [...Array(2)].map(() => `Saved the predictions of 3 samples to ${path}`));
  await Deno.remove(path);
});

Deno.test("dump() writes a file for each set that is judged, which has the scores of the set", async () => {
  const dir = await Deno.makeTempDir(), path = `${dir}/a.jsonl`;
  const scores = await runner(quiet).model(line()).data(points([1, 2, 3])).evaluator(error())
    .validation({ "far/off": points([7, 9]) }).engine(cpu()).hook(dump(path)).validate();
  assertEquals([...Deno.readDirSync(dir)].map(({ name }) => name).toSorted(), ["a.far%2Foff.jsonl", "a.jsonl"]);
  assertEquals(await evaluateFile(path, [error()]), { error: scores.error });
  assertEquals(await evaluateFile(`${dir}/a.far%2Foff.jsonl`, [error()]), { error: scores["far/off/error"] });
  await Deno.remove(dir, { recursive: true });
});

Deno.test("dump() writes what a detector found, which has the scores of the run; and refuses what is of no sample", async () => {
  const get = (i: number) => ({
    x: { dtype: "float32", shape: [32, 32, 3], data: new Float32Array(3072).fill(i / 4) } as const,
    y: {
      // The second image has no object.
      boxes: {
        dtype: "float32",
        shape: [1 - i % 2, 4],
        data: new Float32Array([0, 0, 9, 9].slice(i % 2 * 4)),
        fill: 0,
      },
      labels: { dtype: "int32", shape: [1 - i % 2], data: new Int32Array(1 - i % 2), fill: -1 },
    } as const,
  });
  const images = { name: "images", size: 3, get }, dir = await Deno.makeTempDir();
  for (const [path, batchSize] of [[`${dir}/a.jsonl`, 1], [`${dir}/b.jsonl`, 2], [`${dir}/b.parquet`, 2]] as const) {
    const model = fcos({
      classes: 2,
      backbone: resnet20({ classes: 2 }),
      stages: [3],
      width: 4,
      depth: 1,
      extra: 0,
      most: 3,
      minScore: 0,
    });
    const scores = await runner(quiet).model(model)
      .data(dataset({ train: images, val: images, batchSize, loss: fcosLoss() }))
      .evaluator(meanAveragePrecision({ classes: 2 })).engine(cpu()).hook(dump(path)).validate();
    assertEquals(await evaluateFile(path, [meanAveragePrecision({ classes: 2 })]) as unknown, scores);
    const fields = ["prediction.boxes", "prediction.scores", "prediction.labels", "target.boxes", "target.labels"];
    assertEquals(Object.keys((await readPredictions(path))[0]!), fields);
    tf.dispose(model.params);
  }
  const odd = { ...line(), forward: (x: tf.Tensor) => ({ y: tf.clone(x), mean: tf.mean(x) }) };
  const first = mean("first", (p: { y: tf.Tensor }) => p.y, { better: "lower" });
  await assertRejects(
    () =>
      runner(quiet).model(odd).data(points([1])).evaluator(first).engine(cpu()).hook(dump(`${dir}/c.parquet`))
        .validate(),
    RangeError,
    "Cannot write predictions as the first axis of each field must be the samples of the batch: got prediction.y of [1] and prediction.mean of [].",
  );
  await Deno.remove(dir, { recursive: true });
});

Deno.test("dump() leaves nothing where a run is stopped in its validation, and no tensors", async () => {
  const path = `${await Deno.makeTempDir()}/a.parquet`;
  const before = tf.memory().numTensors;
  const model = line();
  await runner(quiet).model(model).data(points([1, 2, 3])).evaluator(error()).engine(cpu())
    .hook(dump(path), (event) => event.type === "val" && event.batch === 2 ? { stop: "enough" } : undefined).validate()
    .catch(() => {});
  await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
  tf.dispose(model.params);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("dump() refuses other files at once, and predictions that are no tensors", async () => {
  assertThrows(() => dump("a.csv"), TypeError, "its name must end in .jsonl or .parquet");
  const listed = { ...line(), forward: (x: tf.Tensor) => [tf.clone(x)] };
  const first = mean("first", (p: tf.Tensor[], _: tf.Tensor) => p[0]!, { better: "lower" });
  await assertRejects(
    () => runner(quiet).model(listed).data(points([1])).evaluator(first).engine(cpu()).hook(dump("a.jsonl")).validate(),
    TypeError,
    "Cannot dump the prediction as it must be a tensor or a record of tensors: got object.",
  );
});
