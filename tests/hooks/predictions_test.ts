import { assert, assertEquals } from "@std/assert";
import {
  arrays,
  cpu,
  type Event,
  mae,
  meanSquaredError,
  mlp,
  predictions,
  runner,
  sgd,
  tf,
  type ValEvent,
} from "../../mod.ts";
import { imageDecoder } from "../../src/pixels/decode_image.ts";

const at = { epoch: 1, epochs: 2, step: 5, steps: 10, batches: 2, time: 0, dataTime: 0 };
const val = (batch: number, shown: ValEvent["shown"]): ValEvent => ({
  type: "val",
  task: "val",
  ...at,
  batch,
  shown: shown!,
});
const scored = { type: "scores" } as Event;
const rows = (answer: unknown) =>
  (answer as { facts?: { kind: string; rows?: unknown }[] } | undefined)?.facts?.find(({ kind }) => kind === "rows")
    ?.rows;

Deno.test("predictions() tells images in their own colours, with target and prediction, and writes them", async () => {
  const folder = await Deno.makeTempDir(), before = tf.memory().numTensors;
  const normalized = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
  const hook = predictions({ count: 2, classes: ["cat", "dog"], normalized, folder });
  const shown = {
    x: tf.tensor4d([[[[2, 0, -2]]], [[[0, 9, 0]]], [[[0, 0, 0]]]]),
    y: tf.tensor1d([1, 0, 0], "int32"),
    prediction: tf.tensor2d([[0, Math.log(3)], [0, 0], [0, 0]]),
  };
  const answer = await hook(val(1, shown));
  const told = [{ sample: 0, truth: "dog", predicted: "dog" }, { sample: 1, truth: "cat", predicted: "cat" }];
  assertEquals((rows(answer) as { score: number }[]).map(({ score: _, ...row }) => row), told);
  assert(Math.abs((rows(answer) as { score: number }[])[0]!.score - 0.75) < 1e-6);
  const images = answer!.facts!.filter((fact) => fact.kind === "image");
  assertEquals(images.map(({ name, width, height, caption }) => [name, width, height, caption]), [
    ["predictions/0", 1, 1, "dog, predicted dog"],
    ["predictions/1", 1, 1, "cat, predicted cat"],
  ]);
  const decode = await imageDecoder();
  assertEquals(Array.from(decode(images[0]!.png).data), [255, 128, 0]);
  assertEquals(Array.from(decode(await Deno.readFile(`${folder}/5_1.png`)).data), [128, 255, 128]);
  const lines = (await Deno.readTextFile(`${folder}/predictions.jsonl`)).trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  );
  assertEquals(lines.map(({ step, sample, truth }) => [step, sample, truth]), [[5, 0, "dog"], [5, 1, "cat"]]);
  // What is told is enough; the second batch has no more of it.
  assertEquals(await hook(val(2, shown)), undefined);
  tf.dispose(shown);
  assertEquals(tf.memory().numTensors, before);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("predictions() goes on into the next batch, and tells numbers where there are no classes", async () => {
  const hook = predictions({ count: 3, every: 2 });
  const shown = { x: tf.zeros([2, 4]), y: tf.tensor2d([[1], [2]]), prediction: tf.tensor2d([[1.5], [2.5]]) };
  const told = [];
  for (const batch of [1, 2, 1, 2, 1]) {
    told.push(rows(await hook(val(batch, shown))));
    if (batch === 2) await hook(scored);
  }
  const first = [{ sample: 0, truth: 1, predicted: 1.5 }, { sample: 1, truth: 2, predicted: 2.5 }];
  assertEquals(told, [first, [{ sample: 2, truth: 1, predicted: 1.5 }], undefined, undefined, first]);
  tf.dispose(shown);
});

Deno.test("predictions() tells the first samples of each set that is judged, by its name", async () => {
  const folder = await Deno.makeTempDir(), hook = predictions({ count: 1, every: 2, folder });
  const shown = { x: tf.zeros([2, 1, 1, 1]), y: tf.tensor2d([[1], [2]]), prediction: tf.tensor2d([[1.5], [2.5]]) };
  const told = [], first = { sample: 0, truth: 1, predicted: 1.5 };
  for (const [batch, set] of [[1], [2], [3, "noisy"], [4, "noisy"], [5, "a/b"], [1], [2, "noisy"]] as const) {
    const answer = await hook({ ...val(batch, shown), ...set && { set } });
    told.push(answer?.facts?.map(({ name }) => name), rows(answer));
    if (batch === 5) await hook(scored);
  }
  assertEquals(told.slice(0, 4), [["predictions/0", "predictions"], [first], undefined, undefined]);
  assertEquals(told.slice(4, 8), [
    ["predictions/noisy/0", "predictions/noisy"],
    [{ set: "noisy", ...first }],
    undefined,
    undefined,
  ]);
  assertEquals(told.slice(8), [
    ["predictions/a/b/0", "predictions/a/b"],
    [{ set: "a/b", ...first }],
    ...Array(4).fill(undefined),
  ]);
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();
  assertEquals(files, ["5_0.png", "5_a%2Fb_0.png", "5_noisy_0.png", "predictions.jsonl"]);
  tf.dispose(shown);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("predictions() takes targets of one in so many for classes, and passes over what is no tensor", async () => {
  const hook = predictions({ count: 1 });
  const shown = { x: "a text", y: tf.tensor2d([[0, 0, 1]]), prediction: tf.tensor2d([[0, 5, 0]]) };
  const [row] = rows(await hook(val(1, shown))) as { truth: number; predicted: number }[];
  assertEquals([row!.truth, row!.predicted], [2, 1]);
  assertEquals(await predictions()(val(1, { prediction: { boxes: shown.y } })), undefined);
  tf.dispose([shown.y, shown.prediction]);
});

Deno.test("predictions() tells the first number of targets that are no classes, and of what is not finite the class NaN", async () => {
  const truth = tf.tensor2d([[0.5, 7, 2]]), numbers = tf.tensor2d([[1.5, 2, 9]]);
  assertEquals(rows(await predictions()(val(1, { y: truth, prediction: numbers }))), [
    { sample: 0, truth: 0.5, predicted: 1.5 },
  ]);
  const smoothed = tf.tensor2d([[0.05, 0.9, 0.05]]), odd = tf.tensor2d([[0, NaN, 1]]);
  assertEquals(rows(await predictions()(val(1, { y: smoothed, prediction: odd }))), [
    { sample: 0, truth: 1, predicted: NaN, score: NaN },
  ]);
  const many = tf.oneHot(tf.tensor1d([199_999], "int32"), 200_000).toFloat();
  const [row] = rows(await predictions()(val(1, { y: many, prediction: many }))) as {
    truth: number;
    predicted: number;
  }[];
  assertEquals([row!.truth, row!.predicted], [199_999, 199_999]);
  tf.dispose([truth, numbers, smoothed, odd, many]);
});

Deno.test("predictions() shows the same validations in a run that was cut, and in a second one of the same hook", async () => {
  const workDir = await Deno.makeTempDir();
  const shows = async (hook: ReturnType<typeof predictions>, cut: string | undefined, resume: boolean) => {
    const steps: number[] = [];
    await runner({ workDir, log: { write: () => {} }, interrupt: false })
      .model(() => mlp({ sizes: [1, 1] }))
      .data(arrays({ x: [[0], [1]], y: [[0], [2]], valX: [[0], [1]], valY: [[0], [2]], batchSize: 2 }))
      .loss(meanSquaredError())
      .evaluator(mae())
      .optimizer(sgd({ lr: 0.05 }))
      .engine(cpu())
      .hook(hook, (event) => {
        if (event.type === "facts" && event.facts.some(({ kind }) => kind === "rows")) steps.push(event.step!);
        return `${event.type} ${"step" in event && event.step}` === cut ? { stop: "cut" } : undefined;
      })
      .train({ epochs: 6, resume });
    return steps;
  };
  const hook = predictions({ count: 1, every: 2 });
  assertEquals(await shows(hook, "scores 5", false), [1, 3, 5]);
  assertEquals(await shows(hook, undefined, false), [1, 3, 5]);
  for (const cut of ["step 3", "scores 3", "step 4"]) {
    const before = await shows(predictions({ count: 1, every: 2 }), cut, false);
    assertEquals([...before, ...await shows(predictions({ count: 1, every: 2 }), undefined, true)], [1, 3, 5], cut);
  }
  assertEquals(await shows(predictions({ count: 1, every: 2 }), "val 2", false), [1]);
  assertEquals(await shows(predictions({ count: 1, every: 2 }), undefined, true), [3, 5]);
  await Deno.remove(workDir, { recursive: true });
});
