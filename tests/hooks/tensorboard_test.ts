/** The files are read by TensorBoard itself, from pip. */
import { assert, assertEquals } from "@std/assert";
import {
  arrays,
  cpu,
  earlyStopping,
  type Event,
  mae,
  meanSquaredError,
  mlp,
  runner,
  sgd,
  tensorboard,
} from "../../mod.ts";
import { png } from "../../src/pixels/png.ts";
import { need, runs } from "../needs.ts";
import { python } from "../python.ts";

const READER = new URL("./tensorboard/read_events.py", import.meta.url).pathname;
const there = await need(
  "TensorBoard",
  "pip install tensorboard, and name its python by RAPTOR_PYTHON",
  () => runs(python(), "-c", "import tensorboard"),
);

interface Found {
  readonly scalars: Readonly<Record<string, readonly (readonly [step: number, value: number, time: number])[]>>;
  readonly images: Readonly<
    Record<string, readonly (readonly [step: number, width: number, height: number, png: string])[]>
  >;
  readonly histograms: Readonly<Record<string, readonly unknown[]>>;
  readonly texts: Readonly<Record<string, readonly (readonly [step: number, text: string])[]>>;
  readonly plugins: Readonly<Record<string, readonly string[]>>;
  readonly hparams: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

async function read(folder: string): Promise<Found> {
  const { success, stdout, stderr } = await new Deno.Command(python(), { args: [READER, folder] }).output();
  assert(success, new TextDecoder().decode(stderr));
  // What is not a number in Python is none of JSON.
  return JSON.parse(new TextDecoder().decode(stdout).replaceAll("NaN", "null"));
}

Deno.test({
  ...{ name: "tensorboard() writes a run whose scalars, settings and scores TensorBoard reads", ...there },
  async fn() {
    const folder = await Deno.makeTempDir(), losses: number[] = [], errors: number[] = [];
    const x = [[0], [1], [2], [3]], y = [[0], [2], [4], [6]];
    await runner({ name: "line", log: { write: () => {}, interval: 1 }, interrupt: false })
      .model(mlp({ sizes: [1, 1] }))
      .data(arrays({ x, y, valX: x, valY: y, batchSize: 2 }))
      .loss(meanSquaredError())
      .evaluator(mae())
      .optimizer(sgd({ lr: 0.05 }))
      .engine(cpu())
      .hook(tensorboard(folder, { interval: 1 }), earlyStopping("mae"))
      .hook((event) => {
        if (event.type === "report") losses.push(...event.losses.loss!);
        if (event.type === "scores") errors.push(event.scores.mae);
      })
      .train({ epochs: 3 });
    const { scalars, texts, plugins, hparams } = await read(folder);
    const numbers = (tag: string) => scalars[tag]!.map(([step, value]) => [step, value]);
    const means = losses.map((_, i) => losses.slice(0, i + 1).reduce((sum, loss) => sum + loss, 0) / (i + 1));
    assertEquals(numbers("train/loss"), means.map((loss, i) => [i + 1, Math.fround(loss)]));
    assertEquals(numbers("train/lr"), means.map((_, i) => [i + 1, Math.fround(0.05)]));
    assertEquals(numbers("train/samples"), means.map((_, i) => [i + 1, 2 * (i + 1)]));
    assertEquals(numbers("train/epoch"), means.map((_, i) => [i + 1, 1 + Math.floor(i / 2)]));
    assertEquals(numbers("val/mae"), errors.map((error, i) => [2 * (i + 1), Math.fround(error)]));
    assert(scalars["train/loss"]!.every(([, , time]) => Math.abs(time - Date.now() / 1000) < 1000));
    assert(texts.settings![0]![1].includes("optimizer: sgd({ lr: 0.05,"), texts.settings![0]![1]);
    assertEquals(plugins.text, ["settings"]);
    const begun = hparams["_hparams_/session_start_info"]!.sessionStartInfo!.hparams as Record<string, unknown>;
    assertEquals([begun["optimizer/lr"], begun.optimizer, begun["optimizer/nesterov"]], [0.05, "sgd", false]);
    const made = hparams["_hparams_/experiment"]!.experiment!;
    assertEquals(made.metricInfos, [{ name: { tag: "val/mae" } }]);
    assert(
      (made.hparamInfos as { name: string; type: string }[]).some(({ name, type }) =>
        name === "optimizer/lr" && type === "DATA_TYPE_FLOAT64"
      ),
    );
    assertEquals(hparams["_hparams_/session_end_info"]!.sessionEndInfo!.status, "STATUS_SUCCESS");
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  ...{ name: "tensorboard() writes images, histograms, texts, tables and numbers that are not finite", ...there },
  async fn() {
    const folder = await Deno.makeTempDir(), hook = tensorboard(folder);
    const at = { epoch: 2, epochs: 3, step: 7, steps: 9, batch: 1, batches: 3, samples: 28 };
    const picture = png({ data: Uint8Array.of(255, 0, 0, 0, 255, 0), width: 2, height: 1, channels: 3 });
    const event: Event = {
      ...{ type: "facts", task: "val", ...at },
      facts: [
        { kind: "image", name: "dots", width: 2, height: 1, png: picture },
        { kind: "histogram", name: "weights", edges: [-1, 0, 2], counts: [3, 1], sum: -0.5, squares: 2.25 },
        { kind: "text", name: "words", text: "**hello** ü" },
        { kind: "rows", name: "seen", rows: [{ truth: "cat", said: "a|b" }, { truth: "dog", sure: 0.5 }] },
        { kind: "scalar", name: "nothing", value: NaN },
        { kind: "file", name: "best", path: "w/best.safetensors" },
      ],
    };
    await hook(event);
    const { images, histograms, texts, scalars } = await read(folder);
    assertEquals(images, { "val/dots": [[7, 2, 1, btoa(String.fromCharCode(...picture))]] });
    assertEquals(histograms, { "val/weights": [[7, -1, 2, 4, -0.5, 2.25, [0, 2], [3, 1]]] });
    assertEquals(texts, {
      "val/words": [[7, "**hello** ü"]],
      "val/seen": [[7, "| truth | said | sure |\n| --- | --- | --- |\n| cat | a\\|b |  |\n| dog |  | 0.5 |"]],
      "val/best": [[7, "`w/best.safetensors`"]],
    });
    assertEquals(scalars["val/nothing"]![0]!.slice(0, 2), [7, null]);
    assertEquals([scalars["val/epoch"]![0]![1], scalars["val/samples"]![0]![1]], [2, 28]);
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  ...{
    name: "tensorboard() of a run that goes on from an earlier step shows each step once, two runs in one second too",
    ...there,
  },
  async fn() {
    const workDir = await Deno.makeTempDir(), folder = `${workDir}/seen`;
    const run = () =>
      runner({ workDir, log: { write: () => {} }, interrupt: false })
        .model(() => mlp({ sizes: [1, 1] }))
        .data(arrays({ x: [[0], [1]], y: [[0], [2]], batchSize: 1 }))
        .loss(meanSquaredError())
        .optimizer(sgd({ lr: 0.05 }))
        .engine(cpu())
        .hook(tensorboard(folder, { interval: 1 }));
    await run().train({ epochs: 3 });
    await run().train({ epochs: 4, resume: `${workDir}/epoch_1.safetensors` });
    assertEquals((await Array.fromAsync(Deno.readDir(folder))).length, 2);
    const { scalars } = await read(folder);
    assertEquals(scalars["train/loss"]!.map(([step]) => step), [1, 2, 3, 4, 5, 6, 7, 8]);
    await Deno.remove(workDir, { recursive: true });
  },
});

Deno.test("tensorboard() says once where it cannot write, and the run goes on", async () => {
  const folder = await Deno.makeTempFile(), hook = tensorboard(`${folder}/inside`), said: string[] = [];
  const { error } = console;
  console.error = (text: string) => void said.push(text);
  try {
    for (const value of [1, 2]) {
      await hook({ type: "facts", task: "val", facts: [{ kind: "scalar", name: "a", value }] });
    }
  } finally {
    console.error = error;
  }
  assert(said.length >= 1 && said.every((text) => text.endsWith("The run goes on without it.")), said.join());
  await Deno.remove(folder);
});
