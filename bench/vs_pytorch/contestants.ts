/** Raptor's side of the table: each network with a batch of its data, ready to learn or to predict. */
import {
  accuracy,
  crossEntropy,
  type EngineInfo,
  generator,
  initialize,
  makeJudgingStep,
  makeStep,
  mlp,
  type Model,
  normals,
  resnet18,
  resnet50,
  sgd,
  tf,
} from "../../mod.ts";
import { transformer, WORDS } from "./transformer.ts";

/** What is measured. */
export type Kind = "train" | "predict";

/** One side of one row. */
export interface Contestant {
  /** Does one step, reads its result and says how many milliseconds that took. */
  step(): number;
  /** Gives back what it holds. */
  dispose(): void;
}

interface Network {
  make(): Model<tf.Tensor, tf.Tensor2D>;
  data(batch: number): { x: tf.Tensor; y: tf.Tensor1D };
}

const labels = (count: number, classes: number) =>
  tf.tensor1d(Array.from({ length: count }, (_, i) => i % classes), "int32");
const images = (side: number, channels: number) => (batch: number) => ({
  x: tf.tensor4d(normals(batch * side * side * channels, generator(1)), [batch, side, side, channels]),
  y: labels(batch, 10),
});

/** Every network of the table by its name. */
export const networks: Readonly<Record<string, Network>> = {
  resnet18: { make: () => resnet18({ classes: 10 }) as unknown as Model<tf.Tensor, tf.Tensor2D>, data: images(32, 3) },
  resnet50: { make: () => resnet50({ classes: 10 }) as unknown as Model<tf.Tensor, tf.Tensor2D>, data: images(32, 3) },
  mlp: { make: () => mlp({ sizes: [784, 512, 256, 10] }), data: images(28, 1) },
  transformer: {
    make: transformer,
    data: (batch) => ({
      x: tf.tensor2d(Array.from({ length: batch * 128 }, (_, i) => (i * 31) % WORDS), [batch, 128], "int32"),
      y: labels(batch * 128, WORDS),
    }),
  },
};

/** Makes a network ready. */
export function contestant(name: string, kind: Kind, batch: number, engine: EngineInfo): Contestant {
  const { make, data } = networks[name]!;
  const model = make(), { x, y } = data(batch);
  initialize(model, 0);
  const optimizer = sgd({ lr: 1e-3, momentum: 0.9 }), metric = accuracy();
  const slots = optimizer.init(model.params);
  const learn = makeStep({ model, loss: crossEntropy(), optimizer, slots, engine });
  const judge = makeJudgingStep({ model, metrics: [metric], engine });
  let states = [metric.init() as tf.Tensor], steps = 0;
  return {
    step() {
      const start = performance.now();
      if (kind === "train") {
        const { loss } = learn({ x, y, size: batch }, { step: steps++, steps: 1e6, stepsPerEpoch: 1e6 }, 0);
        loss!.dataSync();
        loss!.dispose();
      } else {
        const next = judge(states, x, y);
        tf.dispose(states);
        states = next;
        states[0]!.dataSync();
      }
      return performance.now() - start;
    },
    dispose: () => tf.dispose([model.params, slots, x, y, states] as unknown as tf.TensorContainer),
  };
}
