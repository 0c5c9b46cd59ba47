import { assert, assertAlmostEquals, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  accuracy,
  arrays,
  cpu,
  crossEntropy,
  dropout,
  type Engine,
  type Event,
  type Hook,
  mlp,
  native,
  rocAuc,
  runner,
  sequential,
  sgd,
  tf,
  wasm,
} from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";

const needed = await needLibrary();
const x = Array.from({ length: 26 }, (_, i) => [Math.sin(3 * i), Math.sin(5 * i)]);
const y = x.map(([first, second]) => first! > second! ? 1 : 0);
const data = () => arrays({ x, y, valX: x, valY: y, classes: 2, batchSize: 4 });
const quiet = { log: false, interrupt: false, seed: 1 } as const;
const network = () => sequential(mlp({ sizes: [2, 8] }), dropout({ rate: 0.3 }), mlp({ sizes: [8, 2] }));

/** Counts by itself, from the predictions that a hook is shown. */
function witness() {
  let hits = 0, sum = 0, seen = 0;
  const epochs: [number, number][] = [];
  const hear = async ({ type, ...event }: Event) => {
    if (type === "step") {
      const { shown, size } = event as Extract<Event, { type: "step" }>;
      const { prediction, y } = shown as { prediction: tf.Tensor2D; y: tf.Tensor1D };
      const [rows, labels] = [await prediction.array(), await y.data()];
      for (const [i, row] of rows.entries()) {
        const [a, b] = row as [number, number], most = Math.max(a, b);
        hits += (b > a ? 1 : 0) === labels[i] ? 1 : 0;
        sum += most + Math.log(Math.exp(a - most) + Math.exp(b - most)) - row[labels[i]!]!;
      }
      seen += size;
    } else if (type === "scores") {
      epochs.push([100 * hits / seen, sum / seen]);
      hits = sum = seen = 0;
    }
  };
  const hook: Hook = Object.assign(hear, { needs: { shown: { steps: 1 } } });
  return { epochs, hook };
}

const engines: readonly (readonly [string, () => Engine, { readonly ignore: boolean }])[] = [
  ["cpu", () => cpu(), { ignore: false }],
  ["wasm", () => wasm(), { ignore: false }],
  ["native, eager", () => native({ compile: false }), needed],
  ["native, compiled", () => native(), needed],
];

for (const [name, engine, need] of engines) {
  Deno.test({
    name: `Runner.evaluator() with { train: true } judges what is learnt from, ragged batches too: ${name}`,
    ...need,
    async fn() {
      const told: number[][] = [];
      for (const watched of [true, false]) {
        const { epochs, hook } = witness();
        const { history, scores } = await runner(quiet).model(network).data(data())
          .evaluator(accuracy(), rocAuc(), { loss: true, train: true })
          .optimizer(sgd({ lr: 0.1 })).hook(...watched ? [hook] : []).engine(engine()).train({ epochs: 3 });
        const rows = history.flatMap((row) => row.type === "scores" ? [row.scores] : []);
        assertEquals(Object.keys(scores!), [
          ...["accuracy", "rocAuc", "loss", "train/accuracy", "train/rocAuc", "train/loss"],
        ]);
        if (watched) {
          for (const [i, [hits, loss]] of epochs.entries()) {
            assertAlmostEquals(rows[i]!["train/accuracy"], hits, 1e-4);
            assertAlmostEquals(rows[i]!["train/loss"], loss, 1e-5);
          }
        }
        told.push(rows.flatMap((row) => Object.values(row)));
      }
      // Nobody looks in the second run, whose steps an engine may repeat.
      assertEquals(told[1], told[0]);
    },
  });
}

Deno.test("Runner.evaluator() with { train: true } judges by weights that do not learn as a validation does", async () => {
  const { scores } = await runner(quiet).model(() => mlp({ sizes: [2, 4, 2] })).data(data())
    .evaluator(accuracy(), rocAuc(), { loss: true, train: true }).optimizer(sgd({ lr: 0 })).engine(cpu())
    .train({ epochs: 1 });
  for (const name of ["accuracy", "rocAuc", "loss"] as const) {
    assertAlmostEquals(scores![`train/${name}`], scores![name], 1e-5);
  }
});

Deno.test("Runner.evaluator() with { train: true } needs no validation data, may name the best, and is in the log", async () => {
  const workDir = await Deno.makeTempDir(), lines: string[] = [];
  const bare = arrays({ x, y, classes: 2, batchSize: 4 }), before = tf.memory().numTensors;
  const log = { write: (line: string) => void lines.push(line), progress: false };
  const { scores, model, history } = await runner({
    ...{ ...quiet, log, workDir, checkpoint: { best: "train/accuracy" } },
  }).model(() => mlp({ sizes: [2, 2] })).data(bare).evaluator(accuracy(), { train: true })
    .optimizer(sgd({ lr: 0.5 })).engine(cpu()).train({ epochs: 4, valEvery: 2 });
  assertEquals(Object.keys(scores!), ["train/accuracy"]);
  assertEquals(history.filter(({ type }) => type === "scores").length, 2);
  assertStringIncludes(lines.join("\n"), `train/accuracy: ${scores!["train/accuracy"].toFixed(4)}`);
  assert([...Deno.readDirSync(workDir)].some(({ name }) => name.startsWith("best_")));
  await Deno.remove(workDir, { recursive: true });
  tf.dispose(model.params as never);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("Runner.evaluator() with { train: true } is refused for a step of one's own, and by a validation is not asked", async () => {
  const sentence = runner(quiet).model(() => mlp({ sizes: [2, 2] })).data(data()).evaluator(accuracy(), { train: true })
    .optimizer(sgd({ lr: 0.5 })).engine(cpu());
  await assertRejects(
    () =>
      sentence.step(({ update, model, batch: { x, y } }) => update(() => crossEntropy()(model(x), y) as tf.Scalar))
        .train({ epochs: 1 }),
    TypeError,
    "train of .evaluator() needs a loss, whose prediction is judged: got .step()",
  );
  await sentence.train({ epochs: 1 });
  assertEquals(Object.keys(await sentence.validate()), ["accuracy"]);
});
