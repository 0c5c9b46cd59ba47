/**
 * A run that is cut anywhere, in its validations too, and goes on, again and again, ends with the numbers of one that was
 * not, to the last bit: with all that a run may keep. `deno task resume` cuts it at 20 places, three times over.
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  accumulate,
  accuracy,
  adam,
  batchNorm,
  byPart,
  conv2d,
  cpu,
  crossEntropy,
  dataset,
  dense,
  dropout,
  earlyStopping,
  ema,
  type Engine,
  type Event,
  flatten,
  generator,
  groups,
  type HistoryRow,
  type Model,
  native,
  type Outcome,
  plateau,
  relu,
  runner,
  sequential,
  sgd,
  type tf,
  type TrainOptions,
  wasm,
} from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { stateOf } from "../state_of.ts";

const CUTS = Number(Deno.env.get("RAPTOR_CUTS") ?? 5), RUNS = CUTS > 5 ? 3 : 1;

const SIDE = 6, next = generator(5);
const samples = (size: number) => {
  const all = Array.from({ length: size }, (_, i) => ({
    x: Float32Array.from({ length: SIDE * SIDE }, (_, at) => next() + (at % 3 === i % 3 ? 0.5 : 0)),
    y: i % 3,
  }));
  const get = (i: number) => ({
    x: { dtype: "float32", shape: [SIDE, SIDE, 1], data: all[i]!.x } as const,
    y: all[i]!.y,
  });
  return { name: "samples", size, classes: ["a", "b", "c"], get };
};
const [train, val, further] = [samples(26), samples(10), samples(5)] as const;

/** Noise that is drawn anew for each sample of each epoch. */
const noisy = ({ x, y }: ReturnType<typeof train.get>, chance: () => number) => ({
  ...{ x: { ...x, data: x.data.map((pixel) => pixel + 0.2 * chance()) }, y },
});
const data = () => dataset({ train, val, batchSize: 4, transforms: [noisy], loss: crossEntropy() });
const others = () => dataset({ train: further, batchSize: 2 });

const network = () =>
  (sequential as (...layers: readonly unknown[]) => Model<tf.Tensor, tf.Tensor2D>)(
    ...[conv2d({ channels: 1, filters: 4, kernelSize: 3, padding: 1 }), batchNorm({ channels: 4 }), relu()],
    ...[dropout({ rate: 0.25 }), flatten(), dense({ inputs: 4 * SIDE * SIDE, units: 3 })],
  );

/** Several optimizers, one of them by groups, whose rates follow the scores, their gradients added up, their weights averaged. */
const optimizer = () => {
  const lr = (from: number) => plateau(from, { monitor: "loss", patience: 0, factor: 0.7, threshold: 0.1 });
  const stem = groups(sgd({ lr: lr(0.05), momentum: 0.9, weightDecay: 0.01 }), {
    weights: { bias: { lrFactor: 2 } },
    noDecay: "normsAndBiases",
  });
  const parts = { "0": stem, "1": sgd({ lr: 0.02 }), "5": adam({ lr: lr(0.01) }) };
  return ema(accumulate(3, byPart(parts)), { momentum: 0.1 });
};

/** Where a run may be cut: after a step, or after a batch of a validation. */
const placeOf = (event: Event) =>
  event.type === "step" || event.type === "val" ? `${event.type} ${event.step} ${event.batch}` : undefined;

/** Trains, or goes on, up to a place. */
async function trained(engine: Engine, workDir: string, options: Partial<TrainOptions>, until?: string) {
  const places: string[] = [];
  const watch = (event: Event) => {
    const place = placeOf(event);
    if (place === undefined) return;
    places.push(place);
    if (place === until) return { stop: "cut" };
  };
  const checkpoint = { best: "loss", keepBest: 2 }, log = { interval: 1, write: () => {}, progress: false };
  // deno-lint-ignore no-explicit-any
  const sentence: any = runner({ workDir, seed: 9, log, checkpoint, interrupt: false });
  const { history, stopped }: Outcome<unknown, unknown, string> = await sentence.model(network).data(data()).evaluator(
    accuracy(),
    { loss: true, train: true },
  )
    .validation({ further: others() })
    .optimizer(optimizer()).hook(earlyStopping("loss", { patience: 30, minDelta: 0.01 }), watch)
    .engine(engine).train({ epochs: 5, valEvery: 0.5, ...options });
  return { history, stopped, places };
}

const scores = (history: readonly HistoryRow[]) => history.filter(({ type }) => type === "scores");

async function cutAnywhere(engine: Engine, cuts: number, seed: number): Promise<void> {
  const dirs = [await Deno.makeTempDir(), await Deno.makeTempDir()] as const;
  const straight = await trained(engine, dirs[0], {});
  assertEquals(straight.stopped, undefined);
  const chance = generator(seed), all = straight.places.slice(0, -1);
  const picked = new Set(Array.from({ length: cuts }, () => Math.floor(chance() * all.length)));
  const places = [...picked].toSorted((a, b) => a - b).map((at) => all[at]!);
  let history: readonly HistoryRow[] = [];
  for (const [i, until] of [...places, undefined].entries()) {
    const part = await trained(engine, dirs[1], { resume: i > 0 }, until);
    assertEquals(part.stopped, until === undefined ? undefined : "cut", `at ${until}`);
    history = part.history;
  }
  const [uncut, cut] = await Promise.all(dirs.map((dir) => stateOf(`${dir}/epoch_5.safetensors`)));
  assertEquals(cut, uncut, `cut at ${places.join(", ")}`);
  assertEquals(scores(history), scores(straight.history));
  const bests = dirs.map((dir) =>
    [...Deno.readDirSync(dir)].map(({ name }) => name).filter((n) => n.startsWith("best"))
  );
  assertEquals(bests[1]!.toSorted(), bests[0]!.toSorted());
  for (const dir of dirs) await Deno.remove(dir, { recursive: true });
}

Deno.test("the run that is cut has all that it is to have: rates that fell, averages, half-done sums, dropout, two scores", async () => {
  const workDir = await Deno.makeTempDir();
  const { places, history } = await trained(cpu(), workDir, {});
  const snapshot = await stateOf(`${workDir}/epoch_5.safetensors`);
  assertEquals(places.filter((place) => place.startsWith("step")).length, 35);
  // 2 validations an epoch, of 3 batches and 3 more.
  assertEquals(places.filter((place) => place.startsWith("val")).length, 60);
  const slots = Object.keys(snapshot.slots);
  for (const part of ["averaged", "accumulated", "velocity", "first"]) {
    assert(slots.some((slot) => slot.split(/[/]/).some((word) => word.startsWith(part))), `${part} in ${slots}`);
  }
  const rates = history.flatMap((row) => row.type === "report" ? [row.lr!] : []);
  assert(rates.at(-1)! < rates[0]!);
  assertEquals(
    Object.keys(scores(history)[0]!.type === "scores" ? (scores(history)[0] as { scores: object }).scores : {}),
    [
      ...["accuracy", "loss", "further/accuracy", "further/loss", "train/accuracy", "train/loss"],
    ],
  );
  const other = await Deno.makeTempDir();
  await trained(cpu(), other, { epochs: 4 });
  assertNotEquals((await stateOf(`${other}/epoch_4.safetensors`)).weights, snapshot.weights);
  for (const dir of [workDir, other]) await Deno.remove(dir, { recursive: true });
});

const library = await needLibrary();
const engines = {
  cpu: { engine: cpu(), ignore: false },
  wasm: { engine: wasm(), ignore: false },
  "native, compiled": { engine: native(), ...library },
  "native, eager": { engine: native({ compile: false }), ...library },
};
for (const [name, { engine, ignore }] of Object.entries(engines)) {
  for (let seed = 1; seed <= RUNS; seed++) {
    Deno.test({
      name: `a run on ${name} that is cut at ${CUTS} places ends with the numbers of one that is not (${seed})`,
      ignore,
      fn: () => cutAnywhere(engine, CUTS, seed),
    });
  }
}
