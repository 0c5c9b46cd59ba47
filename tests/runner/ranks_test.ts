/** The same script on one, two and three ranks: a start costs seconds, so that each does several runs, and several tests look at them. */
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

/** What one, two and three ranks do; those of a later number go on with what the ones before have left. */
let done: Promise<{ readonly workDir: string; readonly runs: readonly (readonly Told[])[] }> | undefined;
const wholes = () =>
  done ??= (async () => {
    const workDir = await Deno.makeTempDir();
    const runs = [await told(1, "all", "cpu"), await told(2, "all,cut", "cpu", workDir)];
    return { workDir, runs: [...runs, await told(3, "all,resume", "cpu", workDir)] };
  })();

/** How many runs of a program come before those that are cut. */
const ALL = 12;

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
    const [alone, ...others] = (await wholes()).runs;
    assertEquals([alone!.length, alone!.find(({ about }) => about === "skipping")!.losses.length], [ALL, 8]);
    for (const runs of others) same(alone!, runs.slice(0, ALL));
  },
});

Deno.test({
  name: "train on two ranks in compiled steps has the losses, scores and weights of one",
  ignore: needed.ignore || library.ignore,
  async fn() {
    const [alone, both] = [await told(1, "few", "native"), await told(2, "few", "native")];
    assertEquals(alone.length, 5);
    same(alone, both);
  },
});

Deno.test({
  ...{
    name:
      "train goes on with the next sample on another number of ranks, amid an update too, and one rank alone writes",
    ...needed,
  },
  async fn() {
    const { workDir, runs: [alone, two, three] } = await wholes(), [straight, amid] = alone!;
    const [first, cut, held, heldCut, heldResumed, halves, heldOver] = two!.slice(ALL);
    const [second, resumed, heldOn] = three!.slice(ALL);
    // Two of ten steps, one an epoch, have a sample on one of the ranks that is no number; nothing of them is held back.
    for (const { losses, weights } of [held!, halves!, heldOver!]) {
      assertEquals([losses.length, [...losses, ...weights].every(Number.isFinite)], [8, true]);
    }
    // What ranks have held back goes on where it was, to the last digit; on another number of ranks it is shared out anew.
    assertEquals([...heldCut!.losses, ...heldResumed!.losses], held!.losses);
    assertEquals([heldResumed!.weights, heldResumed!.scores], [held!.weights, held!.scores]);
    assertEquals([heldCut!.steps, heldOn!.steps, heldOn!.losses.length], [7, 15, 4]);
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
    name: "train ends on all ranks where the loss of one is NaN, or one was stopped, names it, and keeps a checkpoint",
    ...needed,
  },
  async fn() {
    const ends = async (what: string) => {
      const workDir = await Deno.makeTempDir(), { code, err } = await spawnRanks(2, PROGRAM, what, "cpu", workDir);
      const names = [...Deno.readDirSync(workDir)].map(({ name }) => name);
      await Deno.remove(workDir, { recursive: true });
      assert(code !== 0);
      return { err, names };
    };
    const [nan, stopped] = await Promise.all([ends("nan"), ends("stops")]);
    assertStringIncludes(nan.err, "The first loss that was not came from rank 1.");
    assert(nan.names.includes("epoch_1.safetensors"));
    assertStringIncludes(stopped.err, "that was stopped");
    assertStringIncludes(stopped.err, "got rank 1 (process ");
    assert(stopped.names.some((name) => name.endsWith(".safetensors")));
  },
});

Deno.test("runner refuses options of ranks that it does not know", () => {
  assertThrows(() => runner({ ranks: { syncBatchnorm: true } as object }), TypeError, "Did you mean syncBatchNorm?");
  assertThrows(() => runner({ ranks: { syncBatchNorm: 1 as never } }), RangeError, "true or false");
  assertThrows(() => runner({ ranks: { shardWeights: "yes" as never } }), RangeError, "true or false");
  assertThrows(() => runner({ ranks: { wire: "float16" as never } }), RangeError, "must be one of float32, bfloat16");
  assertThrows(() => runner({ ranks: { wire: { topK: 0 } } }), RangeError, "topK must be in (0, 1]: got 0");
  assertThrows(() => runner({ ranks: { wire: { topk: 1 } as never } }), TypeError, "Did you mean topK?");
});

Deno.test("a run of one rank knows nothing of others, and a follower has no hooks and writes nothing", async () => {
  assertEquals(await byFirst(undefined, () => Promise.resolve({ a: Float32Array.of(1) }), () => true), {
    a: Float32Array.of(1),
  });
  assertEquals(await allOrNone(undefined, () => Promise.resolve(2)), 2);
  assertEquals(fairShare(undefined), undefined);
  checkEngine({ name: "webgpu", backend: "webgpu", version: "", device: "" }, undefined);
  assertEquals(follower({ workDir: "w", seed: 3 }), {
    ...{ seed: 3, log: false, checkpoint: false, hooks: [], first: [], last: [] },
  } as object);
});
