/** Scores of which a metric has several: in checkpoints, logs, hooks and outcomes. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { cpu, type Dataset, metric, native, runner, sgd, stopWhen, tf } from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { halfSquare, line, points } from "../toy.ts";

const spread = metric({
  name: "spread",
  scores: ["least", "most"],
  better: { least: "lower", most: "higher" },
  merge: "concat",
  on: "host",
  init: () => tf.tensor1d([]),
  update: (state, prediction: tf.Tensor1D, _: tf.Tensor1D) =>
    state.size === 0 ? tf.clone(prediction) : tf.concat([state, prediction]),
  compute: ({ data }) => ({ least: Math.min(...data), most: Math.max(...data) }),
});

/** Validates on points at x = 1, 2 and 3, so that the predictions are slope, 2 slope and 3 slope. */
const data: Dataset<tf.Tensor1D, tf.Tensor1D> = {
  ...points([1]),
  *val() {
    for (const xs of [[1, 3], [2]]) yield { x: tf.tensor1d(xs), y: tf.tensor1d(xs), size: xs.length };
  },
};

const needed = await needLibrary();
for (const engine of [cpu(), native()]) {
  Deno.test({
    name: `Runner keeps the best, logs, stops and answers by one of several scores of a metric on ${engine.name}`,
    ...engine.name === "native" ? needed : {},
    async fn() {
      const workDir = await Deno.makeTempDir(), lines: string[] = [];
      const sentence = runner({
        ...{ workDir, interrupt: false, checkpoint: { best: ["most", "least"] } },
        log: { write: (line) => void lines.push(line), progress: false },
      }).model(line()).data(data).loss(halfSquare).evaluator(spread).optimizer(sgd({ lr: 0.5 })).engine(engine);
      const { scores, stopped } = await sentence.hook(stopWhen("most", 2.7)).train({ epochs: 10 });
      // The slope is 0.5, 0.75, 0.875, 0.9375.
      assertEquals(scores, { least: 0.9375, most: 2.8125 });
      assertEquals(stopped, "most reached 2.8125");
      const files = (await Array.fromAsync(Deno.readDir(workDir))).map(({ name }) => name);
      for (const file of ["best_most_epoch_4.safetensors", "best_least_epoch_1.safetensors"]) {
        assert(files.includes(file), file);
      }
      assertStringIncludes(lines.join("\n"), "least: 0.9375  most: 2.8125  ");
      assertEquals(await sentence.validate(), { least: 0.9375, most: 2.8125 });
      await Deno.remove(workDir, { recursive: true });
    },
  });
}

Deno.test("Runner refuses a mistyped score before its data is opened, with what was meant", async () => {
  let opened = false;
  const open = () => Promise.resolve(void (opened = true));
  const sentence = runner({ log: false }).model(line()).data({ ...data, open })
    .loss(halfSquare).evaluator(spread).engine(cpu());
  const error = await assertRejects(
    () => sentence.hook(stopWhen("moist" as "most", 2)).train({ epochs: 1 }),
    TypeError,
  );
  assertStringIncludes(error.message, "the hook stopWhen needs the score moist: got least, most. Did you mean most?");
  const saving = runner({ log: false, workDir: "nowhere", checkpoint: { best: "leest" } }).model(line())
    .data({ ...data, open }).loss(halfSquare).evaluator(spread).engine(cpu());
  await assertRejects(
    () => saving.train({ epochs: 1 }),
    TypeError,
    "checkpoint.best needs the score leest: got least, most. Did you mean least?",
  );
  assertEquals(opened, false);
});
