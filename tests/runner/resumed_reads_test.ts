/** What a run reads that goes on late in an epoch: the samples that are left, and not those before once more. */
import { assertEquals, assertRejects } from "@std/assert";
import { cpu, type Dataset, dataset, type Hook, runner, sgd, type Source, type tf } from "../../mod.ts";
import { deno, ROOT } from "../program.ts";
import { halfSquare, line } from "../toy.ts";

const SAMPLES = 1000, BATCH = 4;
type Data = Dataset<tf.Tensor1D, tf.Tensor1D>;

/** Samples that write down when they are read. */
function counting(): Source<number, number> & { readonly reads: number[] } {
  const reads: number[] = [];
  return { name: "counting", size: SAMPLES, reads, get: (i) => (reads.push(i), { x: i / SAMPLES, y: 1 }) };
}

const seekable = (source: Source<number, number>): Data => dataset({ train: source, batchSize: BATCH });

/** The same batches as anybody would hand them out who says nothing of beginning anywhere. */
const plain = (source: Source<number, number>): Data => {
  const { name, open, train } = seekable(source);
  return { name, open: open!, train: ({ epoch, seed }) => train({ epoch, seed }) };
};

/** Trains for one epoch, in a folder, and writes down the losses of each step. */
async function run(data: Data, workDir: string, losses: number[], hook: Hook = () => {}): Promise<number> {
  const told: Hook = (event) => void (event.type === "report" && losses.push(...event.losses.loss!));
  const { steps } = await runner({ workDir, seed: 5, log: { write: () => {}, progress: false } })
    .model(line()).data(data).loss(halfSquare).optimizer(sgd({ lr: 0.1 })).engine(cpu())
    .hook(told).hook(hook).train({ epochs: 1, resume: true });
  return steps;
}

const stopAt = (step: number): Hook => (event) => event.type === "step" && event.step === step ? { stop: "lunch" } : {};
const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);
const all = Array.from({ length: SAMPLES }, (_, i) => i);

async function folder(work: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir();
  await work(path);
  await Deno.remove(path, { recursive: true });
}

Deno.test("Runner.train() stopped late in an epoch reads only the samples that are left when it is resumed", async () => {
  const straight: number[] = [], halves: number[] = [];
  await folder(async (path) => void await run(seekable(counting()), path, straight));
  await folder(async (path) => {
    const before = counting(), after = counting();
    assertEquals(await run(seekable(before), path, halves, stopAt(240)), 240);
    assertEquals(await run(seekable(after), path, halves), 250);
    assertEquals([before.reads.length, after.reads.length], [960, 40]);
    assertEquals(sorted([...before.reads, ...after.reads]), all);
  });
  assertEquals(halves, straight);
});

Deno.test("Runner.train() killed late in an epoch reads only the samples after its last checkpoint", async () => {
  await folder(async (path) => {
    const script = `${path}/main.ts`;
    await Deno.writeTextFile(
      script,
      `import { cpu, dataset, runner, sgd } from "${ROOT}mod.ts";
      import { halfSquare, line } from "${ROOT}tests/toy.ts";
      let reads = 0;
      const train = { name: "counting", size: ${SAMPLES}, get: (i: number) => (reads++, { x: i / ${SAMPLES}, y: 1 }) };
      await runner({ workDir: "${path}/run", seed: 5, checkpoint: { every: 50 }, log: { write: () => {}, progress: false } })
        .model(line()).data(dataset({ train, batchSize: ${BATCH} })).loss(halfSquare).optimizer(sgd({ lr: 0.1 })).engine(cpu())
        .hook((event) => {
          if (event.type !== "step" || event.step !== Number(Deno.args[0])) return;
          console.log(reads);
          Deno.kill(Deno.pid, "SIGKILL");
        }).train({ steps: 250, valEvery: 50, resume: true });
      console.log(reads);`,
    );
    const { code, stdout } = await deno(["run", "-A", "--quiet", script, "240"]);
    assertEquals([code, stdout], [137, "960\n"]);
    const resumed = await deno(["run", "-A", "--quiet", script, "none"]);
    assertEquals([resumed.code, resumed.stdout, resumed.stderr], [0, "200\n", ""]);
  });
});

Deno.test("Runner.train() resumed passes over the batches of a dataset that cannot begin anywhere, to the same losses", async () => {
  const straight: number[] = [], halves: number[] = [];
  await folder(async (path) => void await run(plain(counting()), path, straight));
  await folder(async (path) => {
    const before = counting(), after = counting();
    await run(plain(before), path, halves, stopAt(240));
    assertEquals(await run(plain(after), path, halves), 250);
    assertEquals([before.reads.length, sorted(after.reads)], [960, all]);
  });
  assertEquals(halves, straight);
});

Deno.test("Runner.train() resumed with another batch size begins anywhere where the dataset is seekable, and nowhere else", async () => {
  const sized = (source: Source<number, number>) => dataset({ train: source, batchSize: 7 });
  await folder(async (path) => {
    const before = counting(), after = counting(), other = counting();
    await run(seekable(before), path, [], stopAt(241));
    const { name, open, train } = sized(other);
    const unseekable: Data = { name, open: open!, train: ({ epoch, seed }) => train({ epoch, seed }) };
    await assertRejects(() => run(unseekable, path, []), RangeError, "a batch that begins after 964 samples");
    await run(sized(after), path, []);
    assertEquals(sorted([...before.reads, ...after.reads]), all);
  });
});
