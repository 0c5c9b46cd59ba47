/** Runs and their folders, from end to end: what is written, kept, removed and gone on from. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { cpu, type Hook, loadCheckpoint, runner, type RunnerOptions, sgd, tf } from "../../mod.ts";
import { halfSquare, line, meanTarget, points } from "../toy.ts";

const quiet: RunnerOptions = { log: { write: () => {}, progress: false } };

/** A complete chain around the toy: three steps an epoch. */
function chain(options: RunnerOptions = {}, hook: Hook = () => {}) {
  return runner({ ...quiet, ...options }).model(line()).data(points([1, 2, 5])).loss(halfSquare)
    .evaluator(meanTarget("mean")).optimizer(sgd({ lr: 0.1, momentum: 0.9 })).engine(cpu()).hook(hook);
}

/** A metric that gives these scores, one a validation. */
function scored(...scores: readonly number[]) {
  let at = 0;
  const metric = meanTarget("mean");
  return { ...metric, compute: (state: tf.Tensor) => metric.compute(state).mul(0).add(scores[at++]!) as tf.Scalar };
}

const files = async (folder: string) =>
  (await Array.fromAsync(Deno.readDir(folder))).filter(({ isFile }) => isFile).map(({ name }) => name).toSorted();
/** Without those of runs before, which were moved aside. */
const newest = async (folder: string) => (await files(folder)).filter((name) => !name.includes(".of_"));
const last = (folder: string) => Deno.readTextFile(`${folder}/last_checkpoint`);
const epochs = (
  ...numbers: readonly number[]
) => [...numbers.map((epoch) => `epoch_${epoch}.safetensors`), "last_checkpoint"];

Deno.test("Runner.train() resumed from an earlier checkpoint keeps what it writes, and removes its own alone", async () => {
  const workDir = await Deno.makeTempDir();
  await chain({ workDir, checkpoint: { keep: 5 } }).train({ epochs: 5 });
  const named: [string, boolean][] = [];
  const watch: Hook = async (event) => {
    if (event.type !== "scores") return;
    const name = await last(workDir);
    named.push([name, (await files(workDir)).includes(name)]);
  };
  const resume = `${workDir}/epoch_2.safetensors`;
  await chain({ workDir, checkpoint: { keep: 2 } }, watch).train({ epochs: 4, resume });
  assertEquals(named, [["epoch_3.safetensors", true], ["epoch_4.safetensors", true]]);
  // The fifth is of the course that was left: it stays.
  assertEquals(await files(workDir), epochs(3, 4, 5));
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() begun anew in a folder leaves all files of the run before, some under other names", async () => {
  const workDir = await Deno.makeTempDir();
  await chain({ workDir }).train({ epochs: 6 });
  const stopAt2: Hook = (event) => event.type === "epoch" && event.epoch === 2 ? { stop: "lunch" } : undefined;
  await chain({ workDir, checkpoint: { keep: 1 } }, stopAt2).train({ epochs: 6 });
  await chain({ workDir, checkpoint: { keep: 1 } }).train({ epochs: 4, resume: true });
  const aside = [1, 2, 3, 4].map((epoch) => `epoch_${epoch}.of_other.safetensors`);
  const found = (await files(workDir)).map((name) => name.replace(/of_[0-9a-f]+/, "of_other"));
  assertEquals(found.toSorted(), [...aside, ...epochs(4, 5, 6)].toSorted());
  assertEquals(await last(workDir), "epoch_4.safetensors");
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() in a copied folder knows the order of its files, whatever their times are", async () => {
  const [workDir, copy] = [await Deno.makeTempDir(), await Deno.makeTempDir()];
  await chain({ workDir, checkpoint: { keep: 3 } }).train({ epochs: 3 });
  for (const [i, name] of (await files(workDir)).entries()) {
    await Deno.copyFile(`${workDir}/${name}`, `${copy}/${name}`);
    await Deno.utime(`${copy}/${name}`, new Date(), new Date(1e12 - i * 1e6));
  }
  await chain({ workDir: copy, checkpoint: { keep: 3 } }).train({ epochs: 4, resume: true });
  assertEquals(await files(copy), epochs(2, 3, 4));
  assertEquals(await files(workDir), epochs(1, 2, 3));
  for (const folder of [workDir, copy]) await Deno.remove(folder, { recursive: true });
});

Deno.test("Runner.train() judges by its own best: not by a file of another run, also by one that was moved away", async () => {
  const workDir = await Deno.makeTempDir();
  const train = (scores: readonly number[], length: number, resume = false) =>
    runner({ ...quiet, workDir, checkpoint: { best: "mean" } }).model(line()).data(points([1, 2, 5])).loss(halfSquare)
      .evaluator(scored(...scores)).engine(cpu()).train({ epochs: length, resume });
  const best = async () => (await newest(workDir)).filter((name) => name.startsWith("best"));
  await train([9, 1], 2);
  // Another run: its first epoch is worse than the best that lies there, and is its best all the same.
  await train([1, 5, NaN], 3);
  assertEquals(await best(), ["best_mean_epoch_2.safetensors"]);
  await Deno.rename(`${workDir}/best_mean_epoch_2.safetensors`, `${workDir}/mine.safetensors`);
  const { scores } = await train([3, 4], 5, true);
  assertEquals([await best(), scores?.mean], [[], 4]);
  await train([6], 6, true);
  assertEquals(await best(), ["best_mean_epoch_6.safetensors"]);
  await Deno.remove(workDir, { recursive: true });
});

for (const verb of ["validate", "test"] as const) {
  Deno.test(`Runner.${verb}() of a better score leaves the folder's checkpoints as they are`, async () => {
    const workDir = await Deno.makeTempDir();
    const judged = (score: number) =>
      runner({ ...quiet, workDir, checkpoint: { best: "mean" } }).model(line()).data(points([1, 2, 5])).loss(halfSquare)
        .evaluator(scored(score)).engine(cpu());
    await judged(3).train({ epochs: 1 });
    const before = await files(workDir);
    assertEquals(await judged(9)[verb]({ checkpoint: true }), { mean: 9 });
    assertEquals(await files(workDir), before);
    await Deno.remove(workDir, { recursive: true });
  });

  Deno.test(`Runner.${verb}() refuses to judge the newest checkpoint where there is none`, async () => {
    const workDir = await Deno.makeTempDir();
    await assertRejects(
      () => chain({ workDir })[verb]({ checkpoint: true }),
      Deno.errors.NotFound,
      "must have one: got none",
    );
    assertEquals(await files(workDir), []);
    await Deno.remove(workDir, { recursive: true });
  });
}

Deno.test("Runner.validate() and predict() say which checkpoint they take in place of a damaged one", async () => {
  const workDir = await Deno.makeTempDir(), said: string[] = [], { warn } = console;
  await chain({ workDir }).train({ epochs: 2 });
  await Deno.truncate(`${workDir}/epoch_2.safetensors`, 100);
  await chain({ workDir }, (event) => void (event.type === "note" && event.level !== "debug" && said.push(event.text)))
    .validate({
      checkpoint: true,
    });
  console.warn = (text: string) => void said.push(text);
  try {
    const x = tf.tensor1d([1]);
    tf.dispose([x, await chain({ workDir }).predict(x, { checkpoint: true })]);
  } finally {
    console.warn = warn;
  }
  assertEquals(said.length, 2, said.join("\n"));
  for (const line of said) {
    assertMatch(line, /^Taking epoch_1\.safetensors, as epoch_2\.safetensors, which .* is not whole\./);
  }
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.predict() refuses the newest checkpoint where there is none", async () => {
  const workDir = await Deno.makeTempDir();
  const x = tf.tensor1d([1]);
  await assertRejects(
    () => chain({ workDir }).predict(x, { checkpoint: true }),
    Deno.errors.NotFound,
    "must have one: got none",
  );
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() saves every so many steps between validations, and goes on from any of them to the last digit", async () => {
  const workDir = await Deno.makeTempDir(), losses: number[] = [];
  const read = (into: number[]): Hook => (event) => void (event.type === "report" && into.push(...event.losses.loss!));
  await chain({ workDir, checkpoint: { every: 2 } }, read(losses)).train({ steps: 7, valEvery: 3 });
  const steps = [2, 4, 6, 7].map((step) => `step_${step}.safetensors`);
  assertEquals(await files(workDir), ["last_checkpoint", ...steps]);
  const rest: number[] = [];
  await chain({}, read(rest)).train({ steps: 7, valEvery: 3, resume: `${workDir}/step_4.safetensors` });
  assertEquals(rest, losses.slice(4));
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() writes checkpoints into a folder of their own, and resumes from there", async () => {
  const [workDir, dir] = [await Deno.makeTempDir(), `${await Deno.makeTempDir()}/weights`];
  await chain({ workDir, checkpoint: { dir } }).train({ epochs: 1 });
  const { steps } = await chain({ workDir, checkpoint: { dir } }).train({ epochs: 2, resume: true });
  assertEquals([await files(workDir), await files(dir), steps], [[], epochs(1, 2), 6]);
  const flags = chain({ workDir, checkpoint: { dir } }).permissions();
  assertEquals(flags, [`--allow-read=${[workDir, dir].toSorted()}`, `--allow-write=${[workDir, dir].toSorted()}`]);
  for (const folder of [workDir, dir]) await Deno.remove(folder, { recursive: true });
});

Deno.test("Runner.train() refuses a folder that another run has, before any work, and takes it afterwards", async () => {
  const workDir = await Deno.makeTempDir();
  let opened = 0;
  const engine = { ...cpu(), open: () => (opened++, cpu().open()) };
  const refused: Hook = async (event) => {
    if (event.type !== "epoch") return;
    await assertRejects(() => chain({ workDir }).engine(engine).train({ epochs: 1 }), Deno.errors.Busy, workDir);
    // To judge beside it is fine.
    await chain({ workDir }).validate();
  };
  await chain({ workDir }, refused).train({ epochs: 1 });
  assertEquals(opened, 0);
  await assertRejects(() => chain({ workDir }, () => Promise.reject(new Error("broken"))).train({ epochs: 1 }), Error);
  assertEquals((await chain({ workDir }).train({ epochs: 1 })).steps, 3);
  assertEquals(await newest(workDir), epochs(1));
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() clears what killed runs left half written", async () => {
  const workDir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${workDir}/.epoch_1.safetensors.run-1a2b3c4d.tmp`, "half");
  await chain({ workDir }).train({ epochs: 1 });
  assertEquals(await files(workDir), epochs(1));
  await Deno.remove(workDir, { recursive: true });
});

for (
  const [what, broken] of [
    ["a hook", (workDir: string) =>
      chain({ workDir }, (event) => {
        if (event.type === "step" && event.step === 5) throw new Error("fails at 5");
      })],
    ["the dataset", (workDir: string) => {
      const data = points([1, 2, 5]);
      let made = 0;
      return chain({ workDir }).data({
        ...data,
        *train(epoch: Parameters<typeof data.train>[0]) {
          for (const batch of data.train(epoch) as Iterable<never>) {
            if (made++ === 5) throw new Error("fails at 5");
            yield batch;
          }
        },
      });
    }],
  ] as const
) {
  Deno.test(`Runner.train() saves what was learnt where ${what} fails, says where, and goes on from there`, async () => {
    const workDir = await Deno.makeTempDir(), said: string[] = [];
    const listen: Hook = (event) => void (event.type === "note" && said.push(event.text));
    await assertRejects(() => broken(workDir).hook(listen).train({ epochs: 3 }), Error, "fails at 5");
    assertEquals([await files(workDir), await last(workDir)], [
      [...epochs(1), "step_5.safetensors"],
      "step_5.safetensors",
    ]);
    assertEquals(said.at(-1), `What was learnt before the failure is saved in ${workDir}/step_5.safetensors`);
    const [straight, rest] = [
      await chain().train({ epochs: 3 }),
      await chain({ workDir }).train({ epochs: 3, resume: true }),
    ];
    assertEquals(rest.model.params.slope!.dataSync(), straight.model.params.slope!.dataSync());
    await Deno.remove(workDir, { recursive: true });
  });
}

Deno.test("Runner.train() goes on without its log where that cannot be written any more", async () => {
  const workDir = await Deno.makeTempDir(), said: string[] = [], { error } = console;
  console.error = (text: string) => void said.push(text);
  try {
    const remove: Hook = async (event) => {
      if (event.type !== "epoch" || event.epoch !== 1) return;
      for (const { name, isDirectory } of Deno.readDirSync(workDir)) {
        if (isDirectory) await Deno.remove(`${workDir}/${name}`, { recursive: true });
      }
    };
    assertEquals((await chain({ workDir }, remove).train({ epochs: 3 })).steps, 9);
  } finally {
    console.error = error;
  }
  assertEquals(await files(workDir), epochs(1, 2, 3));
  assertEquals(said.length, 2, said.join("\n"));
  for (const line of said) assertMatch(line, /Cannot write .* The run goes on without it\.$/);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() writes no weights that are not finite: it says which they are and what is the last good file", async () => {
  const workDir = await Deno.makeTempDir(), model = line();
  const spoil: Hook = (event) =>
    void (event.type === "step" && event.step === 6 && model.params.slope.assign(nan(model)));
  const error = await assertRejects(
    () => chain({ workDir, checkpoint: { keep: 1 } }, spoil).model(model).train({ epochs: 3 }),
    RangeError,
  );
  assertMatch(
    error.message,
    /all its numbers must be finite: got others in slope\..* The last checkpoint before is epoch_1\.safetensors\./,
  );
  assertEquals([await files(workDir), await last(workDir)], [epochs(1), "epoch_1.safetensors"]);
  assert(Number.isFinite((await loadCheckpoint(`${workDir}/epoch_1.safetensors`)).weights.slope!.data[0]));
  await Deno.remove(workDir, { recursive: true });
});

function nan({ params }: ReturnType<typeof line>): tf.Scalar {
  return params.slope.mul(NaN) as tf.Scalar;
}

Deno.test("Runner.train() takes the scores again of a validation that was cut off, and writes them down", async () => {
  const workDir = await Deno.makeTempDir();
  const cut: Hook = (event) => event.type === "val" && event.epoch === 2 ? { stop: "cut" } : undefined;
  const run = (hook: Hook, ...scores: readonly number[]) =>
    runner({ ...quiet, workDir }).model(line()).data(points([1, 2, 5])).loss(halfSquare).evaluator(scored(...scores))
      .engine(cpu()).hook(hook).train({ epochs: 2, resume: true });
  const { stopped } = await run(cut, 1);
  const written = async () => (await loadCheckpoint(`${workDir}/epoch_2.safetensors`)).progress;
  assertEquals([stopped, (await written()).judged], ["cut", 3]);
  const { scores } = await run(() => {}, 2);
  assertEquals([scores, (await written()).scores, (await written()).judged], [{ mean: 2 }, { mean: 2 }, 6]);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() gives a hook of one's own back what it kept, numbers that JSON cannot hold too", async () => {
  const workDir = await Deno.makeTempDir();
  const lowest = () => {
    let low = Infinity;
    return Object.assign(function lowest(event: Parameters<Hook>[0]) {
      if (event.type === "report") low = Math.min(low, ...event.losses.loss!);
    }, {
      low: () => low,
      state: () => ({ low }),
      restore: (state: unknown) => void (low = Number((state as { low: number }).low)),
    });
  };
  const first = lowest(), second = lowest(), straight = lowest();
  await chain({ workDir }, first).train({ epochs: 1 });
  assert(Number.isFinite(first.low()));
  second.restore({ low: "Infinity" });
  assertEquals(second.low(), Infinity);
  await chain({ workDir }, second).train({ epochs: 3, resume: true });
  await chain({}, straight).train({ epochs: 3 });
  assertEquals(second.low(), straight.low());
  const { hooks } = await loadCheckpoint(`${workDir}/epoch_3.safetensors`);
  assertEquals(Object.keys(hooks!), ["history", "log", "lowest", "checkpoint"]);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() refuses a best by a score that will never be taken", async () => {
  const { val: _, ...data } = points([1, 2]);
  await assertRejects(
    () => chain({ workDir: "nowhere", checkpoint: { best: "mean" } }).data(data).train({ epochs: 1 }),
    TypeError,
    "the hook checkpoint needs the score mean: got a run that is never judged",
  );
  // Before any work: not even the folder is made.
  await assertRejects(() => Deno.stat("nowhere"), Deno.errors.NotFound);
});

Deno.test("Runner.train() ran its course where a hook would stop it at its very end", async () => {
  const late: Hook = (event) =>
    event.type === "scores" && event.epoch === 2 || event.type === "end" ? { stop: "late" } : undefined;
  assertEquals((await chain({}, late).train({ epochs: 2 })).stopped, undefined);
});

Deno.test("Runner.train() sums up in which file the best of each score is, where an epoch is saved beside it as well", async () => {
  const workDir = await Deno.makeTempDir(), lines: string[] = [];
  const log = { write: (line: string) => void lines.push(line), progress: false };
  const other = { ...scored(4, 3, 5), name: "other" as const, better: "lower" as const };
  await runner({ workDir, log, checkpoint: { best: ["mean", "other"] } }).model(line()).data(points([1, 2, 5]))
    .loss(halfSquare).evaluator(scored(2, 1, 3), other as never).optimizer(sgd({ lr: 0.1 })).engine(cpu())
    .train({ epochs: 3 });
  const best = lines.flatMap((line) => line.match(/Best .*/)?.[0] ?? []);
  assertEquals(best, [
    "Best mean: 3.0000 at epoch 3, in best_mean_epoch_3.safetensors",
    "Best other: 3.0000 at epoch 2, in best_other_epoch_2.safetensors",
  ]);
  await Deno.remove(workDir, { recursive: true });
});
