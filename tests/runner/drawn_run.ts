/** Runs that a seed draws: their length, data, optimizer, hooks and checkpoints. */
import * as r from "../../mod.ts";
import { draws } from "../tfjs/random.ts";
import { noisy, samples, SIDE } from "./cut_anywhere.ts";

/** A run, from its start or from where it was left, until it ends or a hook ends it. */
export interface DrawnRun {
  /** What it is made of, for errors. */
  readonly name: string;
  /** How many of its regular checkpoints it keeps; others are gone. */
  readonly keep: number | undefined;
  train(
    engine: r.Engine,
    workDir: string,
    resume: boolean,
    hook: (event: r.Event) => Promise<r.Answer | undefined>,
  ): Promise<r.Outcome<unknown, unknown, string>>;
}

type Draws = ReturnType<typeof draws>;
type Named<T> = Readonly<Record<string, () => T>>;

const NETWORKS: Named<unknown> = {
  convolutions: () =>
    layered(
      ...[r.conv2d({ channels: 1, filters: 4, kernelSize: 3, padding: 1 }), r.batchNorm({ channels: 4 }), r.relu()],
      ...[r.dropout({ rate: 0.25 }), r.flatten(), r.dense({ inputs: 4 * SIDE * SIDE, units: 3 })],
    ),
  norms: () =>
    layered(
      ...[r.flatten(), r.dense({ inputs: SIDE * SIDE, units: 8 }), r.gelu(), r.layerNorm({ units: 8 })],
      r.dense({ inputs: 8, units: 3 }),
    ),
};

function layered(...layers: readonly unknown[]) {
  return (r.sequential as (...layers: readonly unknown[]) => r.Model<r.tf.Tensor, r.tf.Tensor2D>)(...layers);
}

const schedulesOf = (value: number): Named<number | r.Schedule> => ({
  constant: () => value,
  cosine: () => r.cosine(value, value / 10),
  cosineOfEpochs: () => r.cosine(value, 0, { epochs: 2 }),
  cyclic: () => r.cyclic(value / 5, value, { up: { steps: 3 } }),
  joined: () => r.join(r.linear(value / 10, value, { steps: 3 }), r.exponential(value, 0.95)),
  multiStep: () => r.multiStep(value, { steps: [2, 5], gamma: 0.5 }),
  oneCycle: () => r.oneCycle(value),
  perEpoch: () => r.perEpoch(r.exponential(value, 0.8)),
  plateau: () => r.plateau(value, { monitor: "loss", patience: 0, factor: 0.6, threshold: 0.1 }),
  warmPlateau: () => r.warmup(r.plateau(value, { monitor: "loss", patience: 1, factor: 0.7 }), { steps: 2 }),
});

const optimizersOf = (lr: number | r.Schedule): Named<r.Optimizer> => ({
  sgd: () => r.sgd({ lr, momentum: 0.9, weightDecay: 0.01 }),
  adamw: () => r.adamw({ lr, weightDecay: 0.01 }),
  nadam: () => r.nadam({ lr }),
  radam: () => r.radam({ lr }),
  rmsprop: () => r.rmsprop({ lr }),
  lamb: () => r.lamb({ lr }),
  muon: () => r.muon({ lr }),
  adafactor: () => r.adafactor({ lr }),
  adadelta: () => r.adadelta({ lr: 0.5 }),
  scheduleFree: () => r.scheduleFreeSgd({ lr: 0.05 }),
});

const WRAPPERS: Readonly<Record<string, (inner: r.Optimizer) => r.Optimizer>> = {
  groups: (inner) => r.groups(inner, { weights: { "*/bias": { lrFactor: 2 } }, noDecay: "normsAndBiases" }),
  clipByNorm: (inner) => r.chain(r.clipByNorm(1), inner),
  centralize: (inner) => r.chain(r.centralize(), inner),
  accumulate: (inner) => r.accumulate(3, inner),
  lossScale: (inner) => r.lossScale(inner, { init: 1024, interval: 3 }),
};
const AVERAGES: Readonly<Record<string, (inner: r.Optimizer) => r.Optimizer>> = {
  lookahead: (inner) => r.lookahead(inner, { every: 3 }),
  ema: (inner) => r.ema(inner, { momentum: 0.1, begin: { epochs: 1 } }),
  swa: (inner) => r.swa(inner, { begin: { epochs: 1 }, updateBatchNorms: true }),
};

function drawOptimizer(d: Draws): readonly [name: string, make: () => r.Optimizer] {
  const schedule = pickName(d, schedulesOf(0.02)), base = pickName(d, optimizersOf(0.02));
  const around = Object.keys(WRAPPERS).filter(() => d.int(4) === 0);
  // Schedule-free optimizers average by themselves.
  const average = base === "scheduleFree" || d.int(2) === 0 ? [] : [pickName(d, AVERAGES)];
  const make = () => {
    let made = optimizersOf(schedulesOf(0.02)[schedule]!())[base]!();
    for (const name of around) made = WRAPPERS[name]!(made);
    for (const name of average) made = AVERAGES[name]!(made);
    return made;
  };
  return [[base, schedule, ...around, ...average].join(" "), make];
}

function pickName(d: Draws, those: Readonly<Record<string, unknown>>): string {
  return d.pick(Object.keys(those));
}

/** One of these, or in most cases none. */
function rarely<T>(d: Draws, ...those: readonly T[]): T | undefined {
  return d.int(3) === 0 ? d.pick(those) : undefined;
}

/** Where a run is judged first: one that is over before is refused. */
function withinRun(length: { epochs: number } | { steps: number } | { samples: number }, begin: number | undefined) {
  if (begin === undefined || "steps" in length) return begin;
  return "epochs" in length ? Math.min(begin, length.epochs) : begin / 20;
}

/** The run of a seed. */
export function drawRun(seed: number): DrawnRun {
  const d = draws("run", seed), network = pickName(d, NETWORKS), [updates, optimizer] = drawOptimizer(d);
  const size = 8 + d.int(30), batchSize = 2 + d.int(7);
  const order = pickName(d, { shuffled: r.shuffled, inOrder: r.inOrder, balanced: r.balanced });
  const length = d.pick([{ epochs: 1 + d.int(3) }, { epochs: 2 }, { steps: 3 + d.int(12) }, {
    samples: 5 + d.int(60),
  }]);
  const takes = {
    ...length,
    batchesPerEpoch: "samples" in length ? undefined : rarely(d, 1, 3, 9),
    limit: rarely<r.Limit>(d, 0.5, { train: 3, val: 1 }),
    valEvery: "steps" in length ? rarely<r.Interval>(d, 1, 3) : rarely<r.Interval>(d, 2, 0.5, [[0, 1], [1, 0.4]]),
    valBegin: withinRun(length, rarely(d, 1, 2)),
    nonFinite: rarely(d, "skip" as const) ?? "stop",
  };
  const keeps = {
    best: d.pick(["loss", "accuracy"]),
    keepBest: 1 + d.int(2),
    every: rarely(d, 1, 2),
    keep: rarely(d, 1, 2),
  };
  const stops = rarely(d, { patience: 1, minDelta: 0.005, restoreBest: true });
  const judges = d.int(2) === 0, next = r.generator(seed);
  const [train, val] = [samples(size, next), samples(10, next)];
  // A sample that no step can be made of.
  if (takes.nonFinite === "skip") train.get(size - 1).x.data[0] = NaN;
  return {
    name: `run ${seed}, ${JSON.stringify({ network, updates, size, batchSize, order, takes, keeps, stops, judges })}`,
    keep: keeps.keep,
    train(engine, workDir, resume, hook) {
      const data = r.dataset({
        ...{ train, val, batchSize, transforms: [noisy], loss: r.crossEntropy() },
        order: { shuffled: r.shuffled, inOrder: r.inOrder, balanced: r.balanced }[order]!(),
      });
      const log = { interval: 1, write: () => {}, progress: false };
      // deno-lint-ignore no-explicit-any
      const sentence: any = r.runner({ workDir, seed, log, checkpoint: defined(keeps), interrupt: false });
      return sentence.model(NETWORKS[network]!).data(data)
        .evaluator(r.accuracy(), { loss: true, ...judges && { train: true } })
        .optimizer(optimizer()).hook(...stops === undefined ? [] : [r.earlyStopping("loss", stops)], hook)
        .engine(engine).train({ ...defined(takes), resume });
    },
  };
}

function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T as never;
}
