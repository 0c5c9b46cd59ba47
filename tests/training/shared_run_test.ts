/** Runs whose weights are shared out: held against those of one process, which keeps them whole. */
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import * as raptor from "../../mod.ts";
import { sharedOut } from "../../src/training/shared_run.ts";
import { plain } from "../../src/training/wire.ts";
import { bfloat16 } from "../../src/training/wire/bfloat16.ts";
import { teamOf } from "../../src/training/team.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { needMpi, spawnRanks, toldBy } from "../mpi.ts";

const { adam, cpu, mlp, one, sgd, tf } = raptor;
const needed = await needMpi(), library = await needLibrary(), PROGRAM = `${import.meta.dirname}/shared_program.ts`;

interface Told {
  readonly rank: number;
  readonly about: string;
  readonly [what: string]: unknown;
}

async function told(ranks: number, ...args: readonly string[]): Promise<Map<string, Told>> {
  const ended = await spawnRanks(ranks, PROGRAM, ...args);
  assertEquals(ended.code, 0, ended.err);
  return new Map(toldBy<Told>(ended).map((each) => [each.about, each]));
}

/** Numbers anywhere within, in their order; names must be equal. */
function near(a: unknown, b: unknown, tolerance: number, about: string): void {
  if (typeof a === "number") return assertAlmostEquals(a, b as number, tolerance * Math.max(1, Math.abs(a)), about);
  if (typeof a !== "object" || a === null) return assertEquals(a, b, about);
  const [one, other] = [Object.entries(a), Object.entries(b as object)];
  assertEquals(one.map(([name]) => name), other.map(([name]) => name), about);
  for (const [i, [name, value]] of one.entries()) near(value, other[i]![1], tolerance, `${about}, ${name}`);
}

Deno.test({
  ...{
    name:
      "shardWeights has the losses, norms, scores, weights and checkpoints of one process, on two, three and four ranks, also where a run is resumed on others",
    ...needed,
  },
  async fn() {
    const workDir = await Deno.makeTempDir(), alone = await told(1, await Deno.makeTempDir());
    const runs = new Map<number, Map<string, Told>>();
    // The run that the first of them cuts goes on on the next.
    for (const ranks of [2, 3, 4]) runs.set(ranks, await told(ranks, workDir));
    await Deno.remove(workDir, { recursive: true });
    for (const [ranks, those] of runs) {
      for (const name of ["momentum", "clipped", "grouped", "best", "files"]) {
        const [here, whole] = [those.get(name)!, alone.get(name)!];
        for (const what of ["losses", "norms", "scores", "weights", "slots", "marked", "best", "steps"]) {
          near(here[what], whole[what], 2e-4, `${what} of ${name} on ${ranks} ranks`);
        }
        assertEquals([name, here.alike], [name, name === "files" ? undefined : true]);
      }
    }
    const [cut, resumed, straight] = [runs.get(2)!.get("cut")!, runs.get(3)!.get("resumed")!, alone.get("clipped")!];
    assertEquals([cut.steps, resumed.steps], [7, 15]);
    near(
      [...cut.losses as number[], ...resumed.losses as number[]],
      straight.losses,
      1e-4,
      "losses of a run that was cut",
    );
    near(resumed.weights, straight.weights, 1e-3, "its weights");
    // Of weights and slots each rank has a part between steps; what it has besides is the same on any number.
    const held = [2, 4].map((ranks) =>
      (runs.get(ranks)!.get("clipped")!.held as number) / (alone.get("clipped")!.held as number)
    );
    assert(held[0]! < 0.65 && held[1]! < 0.48, `held: ${held}`);
  },
});

Deno.test({
  name: "shardWeights on the native engine has the losses of one process",
  ignore: needed.ignore || library.ignore,
  async fn() {
    const folders = [await Deno.makeTempDir(), await Deno.makeTempDir()];
    const [alone, both] = [await told(1, folders[0]!, "native"), await told(2, folders[1]!, "native")];
    for (const name of ["momentum", "clipped", "grouped"]) {
      near(both.get(name)!.losses, alone.get(name)!.losses, 1e-4, name);
    }
    for (const folder of folders) await Deno.remove(folder, { recursive: true });
  },
});

const elementwise = [
  "adadelta",
  "adagrad",
  "adam",
  "adamax",
  "adamw",
  "lion",
  "nadam",
  "radam",
  "rmsprop",
  "sgd",
] as const;

/** Two ranks that say the same, each to itself. */
const pair = (): raptor.RankGroup => ({
  ...one(),
  size: 2,
  gather: (own) => Promise.resolve([own, own.slice()] as never),
});
/** The plan of a run on two ranks, as far as it is looked at. */
const plan = (changes: object = {}) =>
  ({
    ...{ model: mlp({ sizes: [2, 2] }), ranks: { sharesWeights: true, wire: plain }, ...changes },
  }) as unknown as Parameters<typeof sharedOut>[0];
const share = (optimizer: raptor.Optimizer, changes?: object) =>
  sharedOut(plan(changes), teamOf(pair(), () => undefined), optimizer);

Deno.test("shardWeights takes optimizers that move each number by itself, and what is around them and does too", async () => {
  await cpu().open();
  const { chain, clipByNorm, clipByValue, groups } = raptor;
  const leaves = elementwise.map((name) => (raptor[name] as typeof sgd)({ lr: 0.1 }));
  const around = [
    chain(clipByValue(1), clipByNorm(1), sgd({ lr: 0.1 })),
    groups(adam({ lr: 0.1 }), { noDecay: "normsAndBiases" }),
  ];
  for (const optimizer of [...leaves, ...around]) {
    const shards = await share(optimizer).catch((error) => assertEquals(error, undefined, optimizer.name) as never);
    shards!.dispose();
  }
});

Deno.test("shardWeights refuses by their names optimizers that look at a weight as a whole, and all else that does", async () => {
  const {
    accumulate,
    adafactor,
    centralize,
    chain,
    clipByNorm,
    ema,
    lamb,
    lookahead,
    lossScale,
    muon,
    scheduleFreeSgd,
    swa,
    unitNorm,
  } = raptor;
  const inner = () => adam({ lr: 0.1 });
  const odd = [
    ...[muon({ lr: 0.1 }), lamb({ lr: 0.1 }), adafactor({ lr: 0.1 }), scheduleFreeSgd({ lr: 0.1 })],
    ...[ema(inner()), swa(inner()), lookahead(inner()), unitNorm(inner()), lossScale(inner()), accumulate(2, inner())],
    ...[
      chain(centralize(), inner()),
      chain(clipByNorm(1, { norm: Infinity }), inner()),
      chain(clipByNorm(1), lamb({ lr: 0.1 })),
    ],
  ];
  for (const optimizer of odd) {
    const { message } = await assertRejects(
      () => share(optimizer),
      TypeError,
      "each rank moves a part of each weight by itself",
    );
    assertStringIncludes(message, `got ${optimizer.name} with ranks: { shardWeights: true }`);
  }
  const others = [
    [{ step: () => {} }, "a step of your own"],
    [{ model: { ...mlp({ sizes: [2, 2] }), penalty: () => tf.scalar(0) } }, "a penalty reads all of them"],
    [{ nonFinite: "skip" }, 'nonFinite: "skip"'],
    [{ shows: [{ weights: 1 }] }, "a hook that is shown weights or gradients"],
    [{ shows: [{ gradients: 1 }] }, "a hook that is shown weights or gradients"],
    [{ ranks: { sharesWeights: true, wire: bfloat16() } }, "a wire that rounds"],
  ] as const;
  for (const [changes, text] of others) await assertRejects(() => share(inner(), changes), TypeError, text);
});

Deno.test("sharedOut() shares nothing out on one rank, or where it is not asked to", async () => {
  assertEquals(await sharedOut(plan(), undefined, sgd({ lr: 1 })), undefined);
  assertEquals(await share(sgd({ lr: 1 }), { ranks: { wire: plain } }), undefined);
});
