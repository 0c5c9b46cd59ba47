/** The same script on one, two and three ranks: a spawn costs seconds, so that each does several runs. */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { allOrNone, byFirst, checkEngine, fairShare, follower } from "../../src/runner/ranks.ts";
import { runner } from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { needMpi, roundedBy, spawnRanks, toldBy } from "../mpi.ts";

const needed = await needMpi(), library = await needLibrary();
const PROGRAM = `${import.meta.dirname}/ranks/program.ts`;

interface Told {
  readonly rank: number;
  readonly about: string;
  readonly losses: readonly number[];
  readonly weights: readonly number[];
  readonly scores: Readonly<Record<string, number>>;
  readonly steps: number;
  readonly stopped?: string;
  readonly alike: boolean;
}

async function told(ranks: number, ...args: readonly string[]): Promise<Told[]> {
  const ended = await spawnRanks(ranks, PROGRAM, ...args);
  assertEquals(ended.code, 0, ended.err);
  const runs = toldBy<Told>(ended);
  assert(runs.every(({ alike }) => alike), "all ranks have the same weights, to the last digit");
  return runs;
}

function near(a: readonly number[], b: readonly number[], tolerance: number, about: string): void {
  assertEquals(a.length, b.length, about);
  for (const [i, value] of a.entries()) assertAlmostEquals(value, b[i]!, tolerance, `${about}, number ${i}`);
}

function same(runs: readonly Told[], others: readonly Told[]): void {
  assertEquals(runs.map(({ about }) => about), others.map(({ about }) => about));
  for (const [i, { about, losses, weights, scores, steps }] of runs.entries()) {
    const other = others[i]!;
    assertEquals(steps, other.steps);
    assertEquals(Object.keys(scores), Object.keys(other.scores));
    const tolerance = roundedBy(about);
    if (tolerance !== undefined) {
      near(losses, other.losses, tolerance, `losses of ${about}`);
      assert(String(losses) !== String(other.losses), `${about}: nothing was rounded`);
      continue;
    }
    near(losses, other.losses, 1e-5, `losses of ${about}`);
    near(weights, other.weights, 1e-4, `weights of ${about}`);
    near(Object.values(scores), Object.values(other.scores), 1e-4, `scores of ${about}`);
  }
}

Deno.test({
  name:
    "train on two and three ranks has the losses, scores and weights of one: norms, dropout, clipping, averages, sums, ragged batches",
  ...needed,
  async fn() {
    const alone = await told(1, "all", "cpu");
    assertEquals(alone.length, 10);
    for (const ranks of [2, 3]) same(alone, await told(ranks, "all", "cpu"));
  },
});

Deno.test({
  name: "train on two ranks in compiled steps has the losses, scores and weights of one",
  ignore: needed.ignore || library.ignore,
  async fn() {
    same(await told(1, "all", "native"), await told(2, "all", "native"));
  },
});

Deno.test({
  ...{
    name:
      "train goes on with the next sample on another number of ranks, amid an update too, and one rank alone writes",
    ...needed,
  },
  async fn() {
    const workDir = await Deno.makeTempDir();
    const [straight, , amid] = await told(1, "all", "cpu");
    const [first, cut, held, heldCut, heldResumed] = await told(2, "cut", "cpu", workDir);
    const [second, resumed, heldOn] = await told(3, "resume", "cpu", workDir);
    // What ranks have held back goes on where it was, to the last digit; on another number of ranks it is shared out anew.
    assertEquals([...heldCut!.losses, ...heldResumed!.losses], held!.losses);
    assertEquals([heldResumed!.weights, heldResumed!.scores], [held!.weights, held!.scores]);
    assertEquals([heldCut!.steps, heldOn!.steps, heldOn!.losses.length], [7, 15, 5]);
    await Deno.remove(`${workDir}/held`, { recursive: true });
    near(
      [...first!.losses, ...second!.losses],
      amid!.losses,
      1e-5,
      "losses of sums that were cut, and slots shared out",
    );
    near(second!.weights, amid!.weights, 1e-4, "weights of the same");
    await Deno.remove(`${workDir}/apart`, { recursive: true });
    assertEquals([cut!.steps, cut!.stopped, resumed!.steps], [7, "lunch", 10]);
    near([...cut!.losses, ...resumed!.losses], straight!.losses, 1e-5, "losses");
    near(Object.values(resumed!.scores), Object.values(straight!.scores), 1e-4, "scores");
    const folders = [...Deno.readDirSync(workDir)].filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
    assertEquals(folders.length, 2);
    for (const folder of folders) {
      const names = [...Deno.readDirSync(`${workDir}/${folder}`)].map(({ name }) => name).toSorted();
      assertEquals(names, [`${folder}.log`, "config.json", "vis_data"]);
      assertEquals([...Deno.readDirSync(`${workDir}/${folder}/vis_data`)].map(({ name }) => name), ["scalars.json"]);
    }
    await Deno.remove(workDir, { recursive: true });
  },
});

Deno.test({
  ...{
    name: "train ends on all ranks where the loss of one is NaN, names it, and keeps the checkpoint of before",
    ...needed,
  },
  async fn() {
    const workDir = await Deno.makeTempDir();
    const { code, err } = await spawnRanks(2, PROGRAM, "nan", "cpu", workDir);
    assert(code !== 0);
    assertStringIncludes(err, "The first loss that was not came from rank 1.");
    assert([...Deno.readDirSync(workDir)].some(({ name }) => name === "epoch_1.safetensors"));
    await Deno.remove(workDir, { recursive: true });
  },
});

Deno.test({
  ...{ name: "train ends on all ranks where one was stopped, names it, and keeps a checkpoint", ...needed },
  async fn() {
    const workDir = await Deno.makeTempDir();
    const { code, err } = await spawnRanks(2, PROGRAM, "stops", "cpu", workDir);
    assert(code !== 0);
    assertStringIncludes(err, "that was stopped");
    assertStringIncludes(err, "got rank 1 (process ");
    assert([...Deno.readDirSync(workDir)].some(({ name }) => name.endsWith(".safetensors")));
    await Deno.remove(workDir, { recursive: true });
  },
});

Deno.test("runner refuses options of ranks that it does not know", () => {
  assertThrows(() => runner({ ranks: { syncBatchnorm: true } as object }), TypeError, "Did you mean syncBatchNorm?");
  assertThrows(() => runner({ ranks: { syncBatchNorm: 1 as never } }), RangeError, "true or false");
  assertThrows(() => runner({ ranks: { wire: "float16" as never } }), RangeError, "must be one of float32, bfloat16");
  assertThrows(() => runner({ ranks: { wire: { topK: 0 } } }), RangeError, "topK must be in (0, 1]: got 0");
  assertThrows(() => runner({ ranks: { wire: { topk: 1 } as never } }), TypeError, "Did you mean topK?");
});

Deno.test("a run of one rank knows nothing of others, and a follower has no hooks and writes nothing", async () => {
  assertEquals(await byFirst(undefined, () => Promise.resolve({ a: Float32Array.of(1) })), { a: Float32Array.of(1) });
  assertEquals(await allOrNone(undefined, () => Promise.resolve(2)), 2);
  assertEquals(fairShare(undefined), undefined);
  checkEngine({ name: "webgpu", backend: "webgpu", version: "", device: "" }, undefined);
  assertEquals(follower({ workDir: "w", seed: 3 }), {
    ...{ seed: 3, log: false, checkpoint: false, hooks: [], first: [], last: [] },
  } as object);
});
