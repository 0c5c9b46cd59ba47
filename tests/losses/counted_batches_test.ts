/** Losses that are means over less than all: batches cut anyhow, and accumulated, move the weights as one batch of all. */
import { assertAlmostEquals } from "@std/assert";
import {
  accumulate,
  cpu,
  crossEntropy,
  type Engine,
  type LabelLoss,
  type Loss,
  makeStep,
  type Model,
  native,
  sgd,
  softmaxFocal,
} from "../../mod.ts";
import { tf, weight } from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";

const SEQUENCES = [[0, 1, 2, 2], [2, 9, 9, 9], [9, 9, 9, 9], [1, 0, 9, 9], [2, 2, 1, 9]];
const LOSSES: Readonly<Record<string, Loss<tf.Tensor3D, tf.Tensor2D>>> = {
  "an ignored label": crossEntropy({ ignoreIndex: 9 }),
  "an ignored label and class weights": crossEntropy({
    ignoreIndex: 9,
    classWeights: [0.25, 3, 1],
    labelSmoothing: 0.1,
  }),
  "focal, with an ignored label": softmaxFocal({ ignoreIndex: 9 }),
  "samples that weigh unlike": weighed(crossEntropy({ ignoreIndex: 9 })),
};

/** The same of targets whose samples weigh as much as their first labels say. */
function weighed(loss: LabelLoss): Loss<tf.Tensor3D, tf.Tensor2D> {
  const heavy = (target: tf.Tensor2D) => {
    const first = tf.reshape(tf.slice(target, [0, 0], [-1, 1]), [-1]);
    return { target, weight: tf.mul(tf.cast(first, "float32"), 0.75) as tf.Tensor1D };
  };
  const judge: Loss<tf.Tensor3D, tf.Tensor2D> = (logits, target) => loss(logits, heavy(target));
  return Object.assign(judge, { count: (target: tf.Tensor2D) => loss.count(heavy(target)), staticGraph: true });
}

/** Where the table of a model that only looks up its tokens comes to. */
function learn(
  loss: Loss<tf.Tensor3D, tf.Tensor2D>,
  sizes: readonly number[],
  engine: Awaited<ReturnType<Engine["open"]>>,
) {
  const table = weight([4, 3], (shape) => Float32Array.from({ length: shape[0]! * shape[1]! }, (_, i) => Math.sin(i)));
  const model: Model<tf.Tensor2D, tf.Tensor3D> = {
    ...{ name: "table", params: { table }, staticGraph: true },
    forward: (x) => tf.gather(table, x as unknown as tf.Tensor1D) as unknown as tf.Tensor3D,
  };
  const optimizer = accumulate(sizes.length, sgd({ lr: 1 })), slots = optimizer.init(model.params);
  const step = makeStep({ model, loss, optimizer, slots, engine });
  // Twice, so that a step that is compiled is one that was seen.
  const steps = 2 * sizes.length;
  for (let i = 0, from = 0; i < steps; i++) {
    if (i === sizes.length) from = 0;
    const size = sizes[i % sizes.length]!, rows = SEQUENCES.slice(from, from += size);
    const x = tf.tensor2d(rows.map((_, j) => [0, 1, 2, 3].map((k) => (j + k + from - size) % 4)), [size, 4], "int32");
    const y = tf.tensor2d(rows, [size, 4], "int32");
    tf.dispose(
      step({ x, y, size }, { step: i, steps, stepsPerEpoch: sizes.length }, i) as unknown as tf.TensorContainer,
    );
    tf.dispose([x, y]);
  }
  const moved = [...table.dataSync()];
  step.release?.();
  tf.dispose([table, ...Object.values(slots)]);
  return moved;
}

const needed = await needLibrary();
for (const [name, engine, need] of [["cpu", cpu(), {}], ["native, compiled", native(), needed]] as const) {
  for (const [as, loss] of Object.entries(LOSSES)) {
    Deno.test({
      name: `accumulate() of batches cut anyhow moves as one batch of all does, for a loss with ${as}, on ${name}`,
      ...need,
      async fn() {
        const info = await engine.open(), whole = learn(loss, [5], info);
        for (const sizes of [[2, 3], [1, 1, 1, 1, 1], [4, 1]]) {
          learn(loss, sizes, info).forEach((w, i) => assertAlmostEquals(w, whole[i]!, 2e-6));
        }
      },
    });
  }
}
