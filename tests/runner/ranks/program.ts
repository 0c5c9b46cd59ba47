/** Small runs that any number of ranks does together; the first rank tells what came of them, as lines of JSON. */
import {
  accumulate,
  accuracy,
  adam,
  type Answer,
  arrays,
  batchNorm,
  chain,
  clipByNorm,
  conv2d,
  cpu,
  crossEntropy,
  dense,
  dropout,
  ema,
  flatten,
  group,
  groups,
  type Hook,
  type Mode,
  type Model,
  native,
  relu,
  rocAuc,
  runner,
  type RunnerOptions,
  sequential,
  sgd,
  tf,
  type TrainOptions,
  wasm,
} from "../../../mod.ts";

/** What is done, one after the other, as `all,cut`: a start of ranks costs more than what they do. */
const [asked = "all", engineName = "cpu", workDir = ""] = Deno.args;
const whats = asked.split(",");
const engines = { cpu: () => cpu(), wasm: () => wasm({ threads: 1 }), native: () => native({ threads: 1 }) };
const engine = engines[engineName as keyof typeof engines];
const { rank, size, gather } = await group();

const inputs = (count: number, from: number) =>
  Array.from({ length: count }, (_, i) => Array.from({ length: 16 }, (_, j) => Math.sin((from + i) * 7 + j * 3)));
const classOf = (x: readonly number[]) => x[0]! + x[5]! > 0 ? 1 : 0;
const x = inputs(45, 0), valX = inputs(23, 100);
const y = x.map(classOf), valY = valX.map(classOf);
const data = (batchSize: number) => arrays({ x, y, valX, valY, classes: 2, batchSize });
// A sample that no number comes of, once an epoch, on one of the ranks.
const oddly = (batchSize: number) =>
  arrays({ x: x.map((row, i) => i === 17 ? row.map(() => NaN) : row), y, valX, valY, classes: 2, batchSize });
// What one rank alone computes goes wrong in the second epoch.
const spoils = (x: tf.Tensor, { moment }: Mode) => {
  const image = tf.reshape(x, [-1, 4, 4, 1]), due = rank === 1 && moment?.step === 6;
  if (due && whats.includes("stops")) Deno.kill(Deno.pid, "SIGSTOP");
  return due && whats.includes("nan") ? tf.mul(image, NaN) : image;
};
const layers = (rate: number): readonly unknown[] => [
  { name: "image", params: {}, staticGraph: !whats.includes("nan"), forward: spoils },
  conv2d({ channels: 1, filters: 4, kernelSize: 3, padding: 1, bias: false }),
  batchNorm({ channels: 4 }),
  relu(),
  flatten(),
  dropout({ rate }),
  dense({ inputs: 64, units: 2 }),
];
const network = () => sequential(...layers(0.3) as never[]) as unknown as Model<tf.Tensor2D, tf.Tensor2D>;

const optimizers = {
  plain: () => sgd({ lr: 0.1, momentum: 0.9 }),
  averaged: () => ema(chain(clipByNorm(0.5), adam({ lr: 0.01 })), { momentum: 0.1 }),
  // A third, a half or all of a learning rate, and of a batch: with as many ranks it is always the same.
  scaled: () => sgd({ lr: 0.1 / size, momentum: 0.9 }),
  accumulated: () => accumulate(3, groups(sgd({ lr: 0.05, momentum: 0.5 }), { weights: { "6": { lrFactor: 0.5 } } })),
};

/** One run; its losses and its scores. */
async function trained(
  name: keyof typeof optimizers,
  options: RunnerOptions = {},
  call: TrainOptions = { epochs: 2 },
  batchSize = 10,
  hooks: readonly Hook[] = [],
  loss = crossEntropy(),
) {
  const losses: number[] = [], log = { interval: 1, write: () => {} };
  const hear = ((event) => {
    if (event.type === "report") losses.push(...event.losses.loss!);
  }) as Hook;
  const sentence = runner({ log, ...options }).model(network).data(
    (call.nonFinite === "skip" ? oddly : data)(batchSize),
  )
    .loss(loss).evaluator(accuracy(), rocAuc(), { loss: true, train: call.nonFinite !== "skip" })
    .optimizer(optimizers[name]()).engine(engine()).hook(hear, ...hooks);
  const { scores, model, steps, stopped } = await sentence.train(call);
  const weights = Object.values(model.params)
    .map((weight) => Array.from(weight.dataSync()).reduce((sum, value) => sum + Math.abs(value), 0));
  // To the last digit, whatever crossed the wire.
  const alike = new Set((await gather(Float64Array.from(weights))).map(String)).size === 1;
  return { losses, scores, weights, steps, alike, ...stopped !== undefined && { stopped } };
}

const tell = (about: string, told: object) => {
  if (rank === 0) console.log(JSON.stringify({ rank, size, about, ...told }));
};

const all = whats.includes("all");
if (all || whats.includes("few")) {
  // Slots that are shared out change nothing.
  const sharded = { ranks: { shardOptimizer: true } };
  tell("plain", await trained("plain"));
  tell("accumulated", await trained("accumulated"));
  tell("averaged, sharded", await trained("averaged", sharded));
  // Fewer bytes on the wire: near, no more.
  tell("accumulated, topK", await trained("accumulated", { ranks: { wire: { topK: 0.3 } } }));
  // A batch that has fewer samples than there are ranks.
  tell("tiny", await trained("plain", {}, { steps: 4, valEvery: 4 }, 2));
  if (all) {
    tell("averaged", await trained("averaged"));
    for (const name of ["plain", "accumulated"] as const) tell(`${name}, sharded`, await trained(name, sharded));
    tell("scaled", await trained("scaled", { ranks: { scale: true } }, { epochs: 2 }, 12 / size));
    tell("plain, bfloat16", await trained("plain", { ranks: { wire: "bfloat16" } }));
    // What their loss is a mean over is no whole number.
    tell("weighed", await trained("plain", {}, { epochs: 2 }, 10, [], crossEntropy({ classWeights: [0.3, 1.25] })));
    tell("skipping", await trained("averaged", {}, { epochs: 2, nonFinite: "skip" }));
  }
}
/** Ends a run after so many steps, as somebody might. */
const afterSteps = (steps: number, then: () => void | Answer): Hook =>
  ((event) => event.type === "step" && event.step === steps ? then() : undefined) as Hook;
const saving = { workDir, checkpoint: { every: 1 } };

// In the middle of an update, and each rank with slots of its own.
const apart: RunnerOptions = {
  ...{ workDir: `${workDir}/apart`, checkpoint: { every: 1 }, ranks: { shardOptimizer: true } },
};
// What is no number is on one rank alone where norms do not meet.
const topK = { wire: { topK: 0.1 }, syncBatchNorm: false } as const;
const held: RunnerOptions = { workDir: `${workDir}/held`, checkpoint: { every: 1 }, ranks: topK };
const skipping = { epochs: 2, nonFinite: "skip" } as const;
const lunch = () => [afterSteps(7, () => ({ stop: "lunch" }))];
if (whats.includes("cut")) {
  tell("apart", await trained("accumulated", apart, { epochs: 2 }, 10, lunch()));
  tell("cut", await trained("plain", saving, { epochs: 2 }, 10, lunch()));
  tell("held back", await trained("plain", { ranks: topK }, skipping));
  tell("held back, cut", await trained("plain", held, skipping, 10, lunch()));
  tell("held back, resumed", await trained("plain", held, { ...skipping, resume: true }));
  tell("halves", await trained("plain", { ranks: { wire: "bfloat16", syncBatchNorm: false } }, skipping));
  tell("held back over steps", await trained("accumulated", { ranks: topK }, skipping));
}
if (whats.includes("resume")) {
  tell(
    "apart",
    await trained("accumulated", size === 1 ? { ...apart, ranks: {} } : apart, { epochs: 2, resume: true }),
  );
  tell("resume", await trained("plain", saving, { epochs: 2, resume: true }));
  // Of two ranks, on another number.
  tell("held back", await trained("plain", held, { ...skipping, epochs: 3, resume: true }));
}
if (whats.includes("nan")) await trained("plain", { ...saving, ranks: { syncBatchNorm: false } }, { epochs: 3 });
if (whats.includes("stops")) await trained("plain", saving, { epochs: 3 });
