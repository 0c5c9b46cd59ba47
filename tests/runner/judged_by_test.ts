import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { accuracy, arrays, cpu, crossEntropy, type Event, mlp, runner, sgd, stopWhen, tf } from "../../mod.ts";
import { withSets } from "../../src/runner/passes/with_sets.ts";

await tf.setBackend("cpu");

const x = Array.from({ length: 10 }, (_, i) => [Math.sin(3 * i), Math.sin(5 * i)]);
const y = x.map(([first, second]) => first! > second! ? 1 : 0);
const data = () => arrays({ x, y, valX: x, valY: y, classes: 2, batchSize: 4 });
const noisy = () => arrays({ x: x.map(([a, b]) => [b!, a!]), y, classes: 2, batchSize: 3 });
const quiet = { log: false, interrupt: false, seed: 1 } as const;

Deno.test("Runner.evaluator() with { loss: true } judges by the run's own loss, which may name the best", async () => {
  const workDir = await Deno.makeTempDir(), better: unknown[] = [];
  const hear = (event: Event) => void (event.type === "scores" && better.push(event.better.loss));
  const { scores, model } = await runner({ ...quiet, workDir, checkpoint: { best: "loss" } })
    .model(() => mlp({ sizes: [2, 2] })).data(data()).evaluator(accuracy(), { loss: true })
    .optimizer(sgd({ lr: 0.5 })).engine(cpu()).hook(hear, stopWhen("loss", 0.001)).train({ epochs: 2 });
  const expected = tf.tidy(() => {
    const prediction = model.forward(tf.tensor2d(x), { training: false, seed: 0 });
    return (crossEntropy()(prediction, tf.tensor1d(y, "int32")) as tf.Scalar).dataSync()[0]!;
  });
  assertAlmostEquals(scores!.loss, expected, 1e-6);
  assertEquals([Object.keys(scores!), better], [["accuracy", "loss"], ["lower", "lower"]]);
  assert([...Deno.readDirSync(workDir)].some(({ name }) => name === "best_loss_epoch_2.safetensors"));
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.validate() and Runner.test() judge by the loss too, alone where no metric is given", async () => {
  const sentence = runner(quiet).model(() => mlp({ sizes: [2, 2] })).data(data()).evaluator({ loss: true })
    .optimizer(sgd({ lr: 0.5 })).engine(cpu());
  const { scores } = await sentence.train({ epochs: 3 });
  assertEquals(await sentence.validate(), scores!);
  assertEquals(await sentence.test(), scores!);
});

Deno.test("Runner.evaluator() refuses what it is told where there is no such thing, or no loss to judge by", async () => {
  const sentence = runner(quiet).model(() => mlp({ sizes: [2, 2] })).data(data());
  const refused = async (told: object) =>
    (await assertRejects(() => sentence.evaluator(accuracy(), told as never).train({ epochs: 1 }), TypeError)).message;
  assertStringIncludes(
    await refused({ los: true }),
    "the options of .evaluator() are loss and train: got los. Did you mean loss?",
  );
  assertStringIncludes(await refused({ loss: "yes" }), "loss of .evaluator() must be true or false: got yes");
  const { loss: _, ...bare } = data();
  await assertRejects(
    () => runner(quiet).model(() => mlp({ sizes: [2, 2] })).data(bare).evaluator({ loss: true }).validate(),
    TypeError,
    "call .loss() before .validate()",
  );
});

Deno.test("Runner.validation() judges on further data by name, after the dataset's own, as it is judged alone", async () => {
  const passes: [number, number][] = [];
  const hear = (event: Event) => void (event.type === "val" && passes.push([event.batch, event.batches!]));
  const sentence = runner(quiet).model(() => mlp({ sizes: [2, 2] })).data(data())
    .evaluator(accuracy(), { loss: true }).validation({ swapped: noisy(), same: data() }).optimizer(sgd({ lr: 0.5 }))
    .engine(cpu());
  const { scores, model, history } = await sentence.hook(hear).train({ epochs: 2 });
  assertEquals(Object.keys(scores!), [
    ...["accuracy", "loss", "swapped/accuracy", "swapped/loss", "same/accuracy", "same/loss"],
  ]);
  assertEquals([scores!["same/accuracy"], scores!["same/loss"]], [scores!.accuracy, scores!.loss]);
  const alone = await runner(quiet).model(model).data(withSets(noisy(), {})).evaluator(accuracy()).engine(cpu())
    .validation({ it: noisy() }).validate();
  assertEquals(alone["it/accuracy"], scores!["swapped/accuracy"]);
  // Three batches of four, four of three, three again.
  assertEquals(passes.slice(0, 10), Array.from({ length: 10 }, (_, i) => [i + 1, 10]));
  assertEquals(history.filter(({ type }) => type === "scores").length, 2);
});

Deno.test("Runner.validation() judges a run whose dataset has nothing to be judged on, by scores that hooks may ask for", async () => {
  const bare = arrays({ x, y, classes: 2, batchSize: 4 });
  const sentence = runner(quiet).model(() => mlp({ sizes: [2, 2] })).data(bare).evaluator(accuracy())
    .validation({ other: noisy() }).optimizer(sgd({ lr: 0.1 })).engine(cpu());
  const { scores } = await sentence.hook(stopWhen("other/accuracy", 101)).train({ epochs: 1, limit: 1 });
  assertEquals(Object.keys(scores!), ["other/accuracy"]);
  await assertRejects(
    () => sentence.hook(stopWhen("othr/accuracy" as never, 101)).train({ epochs: 1 }),
    TypeError,
    "Did you mean other/accuracy?",
  );
  await assertRejects(
    () => sentence.hook(stopWhen("accuracy", 101)).train({ epochs: 1 }),
    TypeError,
    "the hook stopWhen needs the score accuracy",
  );
});

Deno.test("Runner.validation() opens and closes what it judges on, and asks for its permissions", async () => {
  const said: string[] = [];
  const inner = noisy();
  const other = {
    ...inner,
    ...{ name: "other", permissions: [{ name: "read", path: "elsewhere" } as const] },
    async open() {
      said.push("open");
      await inner.open!();
    },
    close: () => Promise.resolve(void said.push("close")),
    news: () => said.length === 1 ? ["news of other"] : [],
  };
  const notes: string[] = [];
  const sentence = runner(quiet).model(() => mlp({ sizes: [2, 2] })).data(data()).evaluator(accuracy())
    .validation({ other }).optimizer(sgd({ lr: 0.1 })).engine(cpu());
  assertEquals(sentence.permissions().filter((flag) => flag.includes("elsewhere")), ["--allow-read=elsewhere"]);
  await sentence.hook((event) => void (event.type === "note" && notes.push(event.text))).train({ epochs: 1 });
  assertEquals([said, notes.includes("news of other")], [["open", "close"], true]);
});

Deno.test("Runner.validation() refuses what is no dataset", () => {
  const sentence = runner(quiet).model(() => mlp({ sizes: [2, 2] })).data(data());
  assertThrows(
    () => sentence.validation({ other: undefined as never }),
    TypeError,
    'Cannot judge on further data as .validation() takes datasets by name: got undefined as "other".',
  );
});
