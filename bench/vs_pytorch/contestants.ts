/** Raptor's side of the table: each network with a batch of its data, ready to learn or to predict. */
import {
  accuracy,
  crossEntropy,
  type EngineInfo,
  generator,
  gpt2,
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
  /** How long what may vary is where its name does not say so: the side of an image, the width or depth of an MLP, words in a row. */
  readonly size: number;
  make(size: number): Model<tf.Tensor, tf.Tensor2D>;
  data(batch: number, size: number): { x: tf.Tensor; y: tf.Tensor1D };
}

const labels = (count: number, classes: number) =>
  tf.tensor1d(Array.from({ length: count }, (_, i) => i % classes), "int32");
const images = (channels: number) => (batch: number, side: number) => ({
  x: tf.tensor4d(normals(batch * side * side * channels, generator(1)), [batch, side, side, channels]),
  y: labels(batch, 10),
});
const words = (batch: number, length: number, entries: number) =>
  tf.tensor2d(Array.from({ length: batch * length }, (_, i) => (i * 31) % entries), [batch, length], "int32");
const digits = (batch: number) => images(1)(batch, 28);
/** Of GPT-2's words. */
const ENTRIES = 50257;

/** Every network of the table by its name. */
export const networks: Readonly<Record<string, Network>> = {
  resnet18: {
    size: 32,
    make: () => resnet18({ classes: 10 }) as unknown as Model<tf.Tensor, tf.Tensor2D>,
    data: images(3),
  },
  resnet50: {
    size: 32,
    make: () => resnet50({ classes: 10 }) as unknown as Model<tf.Tensor, tf.Tensor2D>,
    data: images(3),
  },
  mlp: { size: 512, make: (width) => mlp({ sizes: [784, width, width / 2, 10] }), data: digits },
  deep: { size: 8, make: (depth) => mlp({ sizes: [784, ...Array<number>(depth).fill(256), 10] }), data: digits },
  transformer: {
    size: 128,
    make: transformer,
    data: (batch, length) => ({ x: words(batch, length, WORDS), y: labels(batch * length, WORDS) }),
  },
  gpt2: {
    size: 128,
    make: (length) => gpt2({ entries: ENTRIES, length }) as unknown as Model<tf.Tensor, tf.Tensor2D>,
    // It answers logits of any rank, and the labels have theirs.
    data: (batch, length) => ({
      x: words(batch, length, ENTRIES),
      y: words(batch, length, ENTRIES) as unknown as tf.Tensor1D,
    }),
  },
};

/**
 * Makes a network ready.
 *
 * @param name Such as `resnet18`, or `resnet18@64` for images of 64 by 64.
 */
export function contestant(name: string, kind: Kind, batch: number, engine: EngineInfo): Contestant {
  const [which, long] = name.split("@") as [string, string?];
  const { make, data, size: usual } = networks[which]!, size = Number(long ?? usual);
  const model = make(size), { x, y } = data(batch, size);
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
