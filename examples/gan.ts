/**
 * A generative adversarial network (Goodfellow et al., 2014) learns a ring of eight small clouds, in a step of its own with
 * two optimizers; the critic's slopes are held near 1 (Gulrajani et al., 2017). It ends by checking its own target: all
 * clouds are met, and most points lie in one. The points that are judged are those of an average of
 * the generator.
 *
 *     deno run -A examples/gan.ts [--work-dir DIR] [--epochs N] [--resume]
 */
import { adam, arrays, ema, generator as random, metric, mlp, model, normals, runner, tf } from "../mod.ts";
import { readFlags } from "./flags/read_flags.ts";

const flags = readFlags("gan.ts [--work-dir DIR] [--epochs N] [--resume]", {
  ...{ texts: ["work-dir"], counts: ["epochs"], switches: ["resume"] },
});
const CLOUDS = 8, SPREAD = 0.05, BATCH = 256;
const angles = Array.from({ length: CLOUDS }, (_, i) => 2 * Math.PI * i / CLOUDS);
const centres = angles.map((angle) => [Math.cos(angle), Math.sin(angle)]);

// What there is to learn: points around the centres, each beside the noise of which another one is to be made.
function points(size: number, seed: number) {
  const [noise, around] = [normals(2 * size, random(seed)), normals(2 * size, random(seed + 1))];
  const rows = Array.from({ length: size }, (_, i) => i);
  return {
    x: rows.map((i) => [noise[2 * i]!, noise[2 * i + 1]!]),
    y: rows.map((i) => centres[i % CLOUDS]!.map((at, axis) => at + SPREAD * around[2 * i + axis]!)),
  };
}
const [train, val] = [points(BATCH * 25, 1), points(2000, 3)];

const gan = model({
  name: "gan",
  params: { generator: mlp({ sizes: [2, 128, 128, 2] }), critic: mlp({ sizes: [2, 128, 128, 1] }) },
  // What it predicts, and is judged by.
  forward: (noise: tf.Tensor2D, mode, { generator }) => generator.forward(noise, mode) as tf.Tensor2D,
});

// Judgement: how many points were made within three spreads of each centre, and how many in all.
const near = (made: tf.Tensor2D) => {
  const squares = tf.sum(tf.squaredDifference(tf.expandDims(made, 1), tf.tensor2d(centres)), 2);
  return tf.concat([tf.sum(tf.cast(tf.less(squares, (3 * SPREAD) ** 2), "float32"), 0), tf.tensor1d([made.shape[0]])]);
};
const judged = { better: "higher", init: () => tf.zeros([CLOUDS + 1]) } as const;
const count = (state: tf.Tensor, made: tf.Tensor2D) => tf.add(state, near(made));
const modes = metric({
  ...{ ...judged, name: "modes", update: count },
  // A cloud is met where it got a third of its share.
  compute: (state) => {
    const [met, all] = tf.split(state, [CLOUDS, 1]);
    return tf.sum(tf.cast(tf.greater(met!, tf.div(all!, 3 * CLOUDS)), "float32")) as tf.Scalar;
  },
});
const good = metric({
  ...{ ...judged, name: "good", update: count },
  compute: (state) => {
    const [met, all] = tf.split(state, [CLOUDS, 1]);
    return tf.mul(100, tf.div(tf.sum(met!), tf.squeeze(all!))) as tf.Scalar;
  },
});

const rate = { lr: 3e-3, beta1: 0.5, beta2: 0.9 };
const { scores } = await runner({ workDir: flags["work-dir"] ?? "work_dirs/gan", log: { interval: 25 } })
  .model(gan)
  .data(arrays({ x: train.x, y: train.y, valX: val.x, valY: val.y, batchSize: BATCH }))
  .optimizer({ generator: ema(adam(rate), { momentum: 0.02 }), critic: adam(rate) })
  .step(({ parts: { generator, critic }, batch: { y: real, size }, update, seed }) => {
    const make = () => generator(tf.randomNormal([size, 2], 0, 1, "float32", seed()));
    const slopes = tf.grad((x: tf.Tensor) => tf.sum(critic(x)));
    const critique = (made: tf.Tensor) =>
      update("critic", () => {
        const share = tf.randomUniform([size, 1], 0, 1, "float32", seed());
        const between = tf.add(tf.mul(real, share), tf.mul(made, tf.sub(1, share)));
        const penalty = tf.mean(tf.square(tf.sub(tf.norm(slopes(between), 2, 1), 1)));
        return tf.addN([tf.mean(critic(made)), tf.neg(tf.mean(critic(real))), tf.mul(0.1, penalty)]) as tf.Scalar;
      });
    // What is made outside of an update is constant there: the critic learns, and the generator does not.
    let loss_critic = critique(make());
    for (let again = 1; again < 3; again++) loss_critic = critique(make());
    return { loss_critic, loss_generator: update("generator", () => tf.neg(tf.mean(critic(make()))) as tf.Scalar) };
  })
  .evaluator(modes, good)
  .train({ epochs: flags.epochs ?? 27, valEvery: 5, resume: flags.resume });

if (!(scores!.modes === CLOUDS && scores!.good >= 70)) {
  throw new Error(
    `Cannot be content as all ${CLOUDS} clouds and 70 % of the points should be right: got ${`${scores!.modes} and ${
      scores!.good.toFixed(1)
    }`}.`,
  );
}
