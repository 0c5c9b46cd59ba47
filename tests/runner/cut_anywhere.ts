/**
 * A run with all that a run may keep, which can be cut anywhere, in its validations too, and goes on, again and again: it is to end
 * with the numbers of one that was not cut, to the last bit.
 */
import { assertEquals } from "@std/assert";
import {
  accumulate,
  accuracy,
  adam,
  batchNorm,
  byPart,
  conv2d,
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
  type Outcome,
  plateau,
  relu,
  runner,
  sequential,
  sgd,
  type tf,
  type TrainOptions,
} from "../../mod.ts";
import { stateOf } from "../state_of.ts";

/** Rows and columns of a sample's image. */
export const SIDE = 6;
/** Images of three classes that are easily told apart. */
export const samples = (size: number, next: () => number) => {
  const all = Array.from({ length: size }, (_, i) => ({
    x: Float32Array.from({ length: SIDE * SIDE }, (_, at) => next() + (at % 3 === i % 3 ? 0.5 : 0)),
    y: i % 3,
  }));
  const get = (i: number) => ({
    x: { dtype: "float32", shape: [SIDE, SIDE, 1], data: all[i]!.x } as const,
    y: all[i]!.y,
  });
  return { name: "samples", size, classes: ["a", "b", "c"], labels: () => all.map(({ y }) => y), get };
};
const next = generator(5), [train, val, further] = [samples(26, next), samples(10, next), samples(5, next)] as const;

/** Noise that is drawn anew for each sample of each epoch. */
export const noisy = ({ x, y }: ReturnType<typeof train.get>, chance: () => number) => ({
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
export const placeOf = (event: Event) =>
  event.type === "step" || event.type === "val" ? `${event.type} ${event.step} ${event.batch}` : undefined;

/** Trains, or goes on, up to a place. */
export async function trained(engine: Engine, workDir: string, options: Partial<TrainOptions>, until?: string) {
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

/** Its scores, in order. */
export const scoresIn = (history: readonly HistoryRow[]) => history.filter(({ type }) => type === "scores");

/** Cuts a run at so many places, drawn by a seed, and holds it against one that is not cut. */
export async function cutAnywhere(engine: Engine, cuts: number, seed: number): Promise<void> {
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
  assertEquals(scoresIn(history), scoresIn(straight.history));
  const bests = dirs.map((dir) =>
    [...Deno.readDirSync(dir)].map(({ name }) => name).filter((n) => n.startsWith("best"))
  );
  assertEquals(bests[1]!.toSorted(), bests[0]!.toSorted());
  for (const dir of dirs) await Deno.remove(dir, { recursive: true });
}
