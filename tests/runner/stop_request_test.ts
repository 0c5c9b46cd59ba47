import { assert, assertEquals } from "@std/assert";
import { type Batch, cpu, type Event, loadCheckpoint, runner, tf } from "../../mod.ts";
import { stopRequest } from "../../src/runner/stop_request.ts";
import { ROOT } from "../program.ts";
import { halfSquare, line, meanTarget, points } from "../toy.ts";

Deno.test("stopRequest() keeps the first reason, and settles with it", async () => {
  const request = stopRequest();
  request.reason = undefined;
  assertEquals(await Promise.race([request.asked, Promise.resolve("nobody asked")]), "nobody asked");
  request.reason = "lunch";
  request.reason = "late";
  assertEquals([await request.asked, request.reason], [undefined, "lunch"]);
});

type Made = Batch<tf.Tensor1D, tf.Tensor1D>;
const batch = (): Made => ({ x: tf.tensor1d([1]), y: tf.tensor1d([2]), size: 1 });

/** Passes whose third batch comes when `late` settles. */
const passes: Record<string, (late: Promise<void>) => Iterable<Made | Promise<Made>> | AsyncIterable<Made>> = {
  async *"an asynchronous pass"(late) {
    yield batch();
    yield batch();
    await late;
    yield batch();
  },
  *"a pass of promises"(late) {
    yield Promise.resolve(batch());
    yield Promise.resolve(batch());
    yield late.then(batch);
  },
};

for (const [kind, pass] of Object.entries(passes)) {
  for (const task of ["train", "val"] as const) {
    Deno.test(`a run can be stopped while ${kind} to ${task} keeps it waiting, with a checkpoint, and no tensor is left`, async () => {
      await cpu().open();
      const workDir = await Deno.makeTempDir(), late = Promise.withResolvers<void>();
      const model = line(),
        data = { ...points([1, 2, 3]), [task]: () => pass(late.promise) },
        before = tf.memory().numTensors;
      const [taken, name] = task === "train" ? [2, "step_2"] as const : [3, "epoch_1"] as const;
      let stop: ((reason: string) => void) | undefined;
      const hook = (event: Event) => {
        if (event.type === "start") stop = event.stop;
        // From outside of any event, when the third batch is waited for.
        if (event.type === (task === "train" ? "step" : "val") && event.batch === 2) {
          setTimeout(() => stop!("enough"), 20);
        }
      };
      const { stopped, steps, scores } = await runner({ workDir, log: false, interrupt: false }).model(model).data(data)
        .loss(halfSquare).evaluator(meanTarget("mean")).engine(cpu()).hook(hook).train({ epochs: 1 });
      assertEquals([stopped, steps, scores], ["enough", taken, undefined]);
      assertEquals((await loadCheckpoint(`${workDir}/${name}.safetensors`)).progress.step, taken);
      // What comes after all is disposed of.
      late.resolve();
      await new Promise((resolve) => setTimeout(resolve, 20));
      assertEquals(tf.memory().numTensors, before);
      await Deno.remove(workDir, { recursive: true });
    });
  }
}

Deno.test("a run can be stopped before its first batch has come", async () => {
  const data = {
    ...points([1]),
    async *train() {
      await new Promise(() => {});
      yield batch();
    },
  };
  const { stopped, steps } = await runner({ log: false, interrupt: false }).model(line()).data(data).loss(halfSquare)
    .evaluator(meanTarget("mean")).engine(cpu())
    .hook((event) => void (event.type === "start" && setTimeout(() => event.stop!("never mind"), 20))).train({
      epochs: 1,
    });
  assertEquals([stopped, steps], ["never mind", 0]);
});

/** Runs a program until it says `stuck`, sends it a signal, and waits for its end. */
async function interrupted(program: string): Promise<{ readonly code: number; readonly output: string }> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(file, program);
  const child = new Deno.Command(Deno.execPath(), {
    ...{ args: ["run", "-A", "--no-check", "--quiet", file], env: { NO_COLOR: "1" } },
    ...{ stdin: "null", stdout: "piped", stderr: "inherit" },
  }).spawn();
  let output = "", asked = false;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    if (asked || !output.includes("stuck")) continue;
    asked = true;
    // It is stuck for good; the more so a moment later.
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill("SIGINT");
  }
  const { code } = await child.status;
  await Deno.remove(file);
  return { code, output };
}

Deno.test("one Ctrl-C ends a run that waits for a thread which is never done, with a checkpoint", async () => {
  const workDir = await Deno.makeTempDir();
  const text = `export const evil = () => ({ name: "evil", size: 4000, get(i) {
    if (i === 3000) { console.log("stuck"); for (;;); }
    return { x: { dtype: "float32", shape: [1], data: Float32Array.of(1) }, y: i };
  } });`;
  const { code, output } = await interrupted(`
    import { cpu, dataset, inOrder, mlp, on, runner, sgd, tf } from "${ROOT}mod.ts";
    const module = "data:text/javascript," + encodeURIComponent(${JSON.stringify(text)});
    const recipe = { module, name: "evil", options: {} };
    const get = () => ({ x: { dtype: "float32", shape: [1], data: Float32Array.of(1) }, y: 1 });
    const data = dataset({ train: { name: "evil", size: 4000, recipe, get }, order: inOrder(), batchSize: 10, workers: 1 });
    let steps = 0;
    const out = await runner({ workDir: "${workDir}", log: false }).model(mlp({ sizes: [1, 1] })).data(data)
      .loss((p, y) => tf.mean(tf.squaredDifference(tf.squeeze(p, [1]), y))).optimizer(sgd({ lr: 0 })).engine(cpu())
      .hook(on("step", () => void steps++)).train({ epochs: 1 });
    console.log("stopped:", out.stopped, out.steps === steps);
  `);
  assert(output.endsWith("stopped: interrupted true\n"), output);
  // The thread keeps no process from its end.
  assertEquals(code, 130);
  const names = (await Array.fromAsync(Deno.readDir(workDir))).map(({ name }) => name);
  assert(names.some((name) => /^step_\d+\.safetensors$/.test(name)), String(names));
  await Deno.remove(workDir, { recursive: true });
});
