/** Small runs whose weights are shared out over any number of ranks: `shared_program.ts WORKDIR`. The first rank tells what came of them. */
import {
  accuracy,
  adamw,
  arrays,
  chain,
  checkpointed,
  clipByNorm,
  cpu,
  dense,
  dropout,
  earlyStopping,
  group,
  groups,
  type Hook,
  layerNorm,
  loadCheckpoint,
  type Model,
  native,
  relu,
  runner,
  type RunnerOptions,
  sequential,
  sgd,
  tf,
  type TrainOptions,
} from "../../mod.ts";

const [workDir, engineName = "cpu"] = Deno.args, { rank, size, gather } = await group();
const engine = engineName === "native" ? () => native({ threads: 1 }) : () => cpu();
const inputs = (count: number, from: number) =>
  Array.from({ length: count }, (_, i) => Array.from({ length: 16 }, (_, j) => Math.sin((from + i) * 7 + j * 3)));
const classOf = (x: readonly number[]) => x[0]! + x[5]! > 0 ? 1 : 0;
const x = inputs(45, 0), valX = inputs(23, 100), y = x.map(classOf), valY = valX.map(classOf);
const block = () =>
  checkpointed(sequential(dense({ inputs: 13, units: 13 }), layerNorm({ units: 13 }), relu(), dropout({ rate: 0.2 })));
/** Two units, one of which runs twice, and weights around them; some have fewer numbers than there are ranks. */
const network = () => {
  const twice = block(),
    layers = [dense({ inputs: 16, units: 13 }), twice, block(), twice, dense({ inputs: 13, units: 2 })];
  return sequential(...layers as never[]) as unknown as Model<tf.Tensor2D, tf.Tensor2D>;
};
const optimizers = {
  momentum: () => sgd({ lr: 0.05, momentum: 0.9 }),
  clipped: () => chain(clipByNorm(0.3), adamw({ lr: 0.01 })),
  grouped: () =>
    groups(adamw({ lr: 0.02, weightDecay: 0.1 }), {
      noDecay: "normsAndBiases",
      weights: { "4": { lrFactor: 0.5 }, "2/0": { frozen: true } },
    }),
};

async function trained(
  about: string,
  name: keyof typeof optimizers,
  options: RunnerOptions = {},
  call: TrainOptions = { epochs: 3 },
  hooks: readonly Hook[] = [],
): Promise<void> {
  const losses: number[] = [], norms: number[] = [], log = { interval: 1, write: () => {} };
  let held = 0;
  const hear = ((event) => {
    if (event.type === "report") losses.push(...event.losses.loss!), norms.push(...event.losses.grad_norm ?? []);
    if (event.type === "step") held = tf.memory().numBytes;
  }) as Hook;
  const { scores, model, steps } = await runner({ log, seed: 3, ranks: { shardWeights: true }, ...options }).model(
    network,
  )
    .data(arrays({ x, y, valX, valY, classes: 2, batchSize: 10 })).evaluator(accuracy(), { loss: true, train: true })
    .optimizer(optimizers[name]()).engine(engine()).hook(hear, ...hooks).train(call);
  const weights = Object.values(model.params).map((each) =>
    [...each.dataSync()].reduce((sum, value) => sum + Math.abs(value), 0)
  );
  const alike = new Set((await gather(Float64Array.from(weights))).map(String)).size === 1;
  if (rank === 0) {
    console.log(JSON.stringify({ rank, size, about, losses, norms, scores, weights, steps, held, alike }));
  }
}

const folder = (name: string): RunnerOptions => ({ workDir: `${workDir}/${name}`, checkpoint: { every: 1 } });
for (const name of ["momentum", "clipped", "grouped"] as const) {
  await trained(name, name, name === "clipped" ? folder(`straight${size}`) : {});
}
if (engineName === "cpu") {
  const stop = ((event) => event.type === "step" && event.step === 7 ? { stop: "lunch" } : undefined) as Hook;
  // Begun on one number of ranks, and gone on with on another.
  const going = await Deno.stat(`${workDir}/cut`).then(() => true, () => false);
  await (await group()).barrier();
  await trained(going ? "resumed" : "cut", "clipped", folder("cut"), { epochs: 3, resume: going }, going ? [] : [stop]);
  // The best weights are those of the first epoch, which come back.
  await trained("best", "momentum", folder(`best${size}`), { epochs: 3 }, [
    earlyStopping("accuracy", { patience: 1, minDelta: 100, restoreBest: true }),
  ]);
  if (rank === 0) {
    const { weights, slots, marked } = await loadCheckpoint(`${workDir}/straight${size}/epoch_3.safetensors`);
    const best = await loadCheckpoint(`${workDir}/best${size}/epoch_1.safetensors`);
    const shapes = (of: object = {}) =>
      Object.entries(of as typeof weights).map((
        [name, { shape, data }],
      ) => [name, shape, [...data].reduce((sum, value) => sum + Math.abs(value), 0)]);
    console.log(
      JSON.stringify({
        rank,
        about: "files",
        weights: shapes(weights),
        slots: shapes(slots),
        marked: shapes(marked),
        best: shapes(best.marked),
      }),
    );
  }
}
