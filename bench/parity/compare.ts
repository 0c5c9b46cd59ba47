/** One training pass and one prediction of a network by Raptor and by PyTorch, from the same weights. */
import type { EngineInfo } from "../../src/engine.ts";
import { crossEntropy } from "../../src/losses/cross_entropy.ts";
import { metric } from "../../src/metrics/metric.ts";
import type { Model } from "../../src/model.ts";
import type { Optimizer } from "../../src/optimizer.ts";
import type { HostTensor } from "../../src/snapshot.ts";
import { generator, mixSeed, normals } from "../../src/tensors/random.ts";
import { readTensors } from "../../src/tensors/read.ts";
import { initialize } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";
import { makeJudgingStep } from "../../src/training/judging_step.ts";
import { makeStep } from "../../src/training/step.ts";
import { askTorch } from "./torch.ts";

/** How far one tensor of one side is from that of another: max|a - b| / max|b|. */
export interface Distance {
  /** The tensor: `logits`, `loss`, `predicted`, `gradients/<weight>` or `statistics/<weight>`. */
  readonly name: string;
  /** Raptor from PyTorch, both in float32. */
  readonly torch: number;
  /** Raptor from PyTorch in float64, the nearest there is to the truth. */
  readonly exact: number;
  /** PyTorch in float32 from PyTorch in float64: what single precision costs anyone. */
  readonly torchExact: number;
}

/** How far the sides are apart. */
export interface Comparison {
  /** One a tensor. */
  readonly distances: readonly Distance[];
  /** The version of PyTorch. */
  readonly torch: string;
  /** Inputs of rectifiers that are above 0 on one side and not on the other, in float32. */
  readonly flips: number;
  /** Inputs of rectifiers in all. */
  readonly kinks: number;
}

/** What is compared. */
export interface CompareOptions {
  /** A Python with torch. */
  readonly python: string;
  /** Images in the batch. Default 8. */
  readonly batch?: number;
  /** Height and width of the images, in pixels. Default 32. */
  readonly size?: number;
  /** Of weights and images. Default 0. */
  readonly seed?: number;
  /** The open engine, where its compiled steps are to be compared and not its eager ones. */
  readonly compiled?: EngineInfo;
}

/**
 * Compares logits, loss, every gradient, the running statistics, and the logits in predict mode, on the engine that is
 * open.
 *
 * @param model A network of `resnet.ts`, by its name known to `resnet.py`; its weights are drawn, and moved.
 */
export async function compare(
  model: Model<tf.Tensor4D, tf.Tensor2D>,
  { python, batch = 8, size = 32, seed = 0, compiled }: CompareOptions,
): Promise<Comparison> {
  initialize(model, seed);
  spread(model, seed);
  const shape: [number, number, number, number] = [batch, size, size, 3];
  const images = tf.tensor4d(normals(batch * size * size * 3, generator(seed + 1)), shape);
  const labels = tf.tensor1d(Array.from({ length: batch }, (_, i) => i % 10), "int32");
  const given = await readTensors({ ...model.params, images, labels });

  const masks: tf.Tensor[] = [];
  const ours = await watchRectifiers(masks, () => pass(model, images, labels, masks, compiled));
  const sides = await readTensors(Object.fromEntries(masks.map((mask, n) => [`masks/${n}`, mask])));
  const { tensors: answer, metadata } = await askTorch(python, {
    tensors: { ...given, ...sides },
    metadata: { network: model.name, rectifiers: `${masks.length}` },
  });
  const kinks = masks.reduce((sum, mask) => sum + mask.size, 0);
  tf.dispose([images, labels, ...masks]);

  const { flips, "float64/flips": _, ...theirs } = answer;
  const missing = Object.keys(theirs).filter((name) => !name.startsWith("float64/") && !(name in ours));
  if (missing.length > 0) throw new Error(`Cannot compare ${model.name} as Raptor lacks ${missing}`);
  const distances = Object.entries(ours).map(([name, tensor]): Distance => {
    const [torch, exact] = [theirs[name], theirs[`float64/${name}`]];
    if (torch === undefined || exact === undefined) throw new Error(`Cannot compare ${name} as PyTorch lacks it`);
    return {
      name,
      torch: distance(tensor, torch),
      exact: distance(tensor, exact),
      torchExact: distance(torch, exact),
    };
  });
  return { distances, torch: metadata.torch!, flips: flips!.data[0]!, kinks };
}

/** Gives what begins as ones or zeros (batch norm's weights and statistics) numbers that an error would show in. */
function spread({ params }: Model<never, unknown>, seed: number): void {
  for (const [name, weight] of Object.entries(params)) {
    if (!/\/(scale|offset|mean|variance)$/.test(name)) continue;
    const next = generator(mixSeed(seed, "spread", name));
    const values = Float32Array.from({ length: weight.size }, () => next() - 0.5);
    tf.tidy(() => weight.assign(tf.add(weight, tf.tensor(values, weight.shape))));
  }
}

/**
 * Notes where each rectifier's output is above 0, in the order of the calls, while a pass runs.
 *
 * A rectifier has no derivative at 0, and rounding decides on which side a number near 0 falls: PyTorch is asked for the
 * gradients of Raptor's side.
 */
async function watchRectifiers<T>(masks: tf.Tensor[], run: () => Promise<T>): Promise<T> {
  const gradient = tf.getGradient("Relu");
  tf.registerGradient({
    ...gradient,
    gradFunc: (dy, saved, attributes) => {
      // Gradients run backwards.
      masks.unshift(tf.keep(tf.tidy(() => tf.greater(saved[0]!, 0))));
      return gradient.gradFunc(dy, saved, attributes);
    },
  });
  try {
    return await run();
  } finally {
    tf.registerGradient(gradient);
  }
}

/** How often a step is run until it surely runs compiled. */
const UNTIL_COMPILED = 4;

async function pass(
  model: Model<tf.Tensor4D, tf.Tensor2D>,
  x: tf.Tensor4D,
  y: tf.Tensor1D,
  masks: tf.Tensor[],
  compiled?: EngineInfo,
): Promise<Record<string, HostTensor>> {
  const seen: Record<string, tf.Tensor> = {};
  const still = Object.entries(model.params).filter(([, weight]) => !weight.trainable);
  const before = still.map(([, weight]) => tf.keep(tf.mul(weight, 1)));
  const engine = compiled?.compile === undefined ? {} : { engine: { compile: compiled.compile } };
  // Not static, as what it sees is to be seen each time.
  const listening: Model<tf.Tensor4D, tf.Tensor2D> = {
    ...model,
    staticGraph: false,
    forward: (x, mode) => {
      const logits = model.forward(x, mode);
      seen.logits = tf.keep(tf.clone(logits));
      return logits;
    },
  };
  const optimizer: Optimizer = {
    name: "listener",
    lr: () => 0,
    init: () => ({}),
    update: (gradients) => {
      for (const [name, gradient] of Object.entries(gradients)) {
        seen[`gradients/${name}`] = tf.keep(tf.clone(gradient));
      }
    },
  };
  const step = makeStep({ model: listening, loss: crossEntropy(), optimizer, slots: {}, ...engine });
  const judge = makeJudgingStep({ model, metrics: [last], ...engine });
  for (let i = 0; i < (compiled === undefined ? 1 : UNTIL_COMPILED); i++) {
    tf.dispose([Object.values(seen), masks.splice(0)]);
    still.forEach(([, weight], k) => tf.tidy(() => weight.assign(tf.mul(before[k]!, 1))));
    const { loss } = step({ x, y, size: x.shape[0] }, { step: 0, steps: 1, stepsPerEpoch: 1 }, 0);
    seen.loss = loss!;
    for (const [name, weight] of still) seen[`statistics/${name}`] = tf.tidy(() => tf.mul(weight, 1));
    const none = last.init();
    seen.predicted = judge([none], x, y)[0]!;
    none.dispose();
  }
  const read = await readTensors(seen);
  tf.dispose([Object.values(seen), before]);
  return read;
}

/** Remembers the last prediction. */
const last = metric({
  name: "last",
  better: "lower",
  init: () => tf.scalar(0),
  update: (_, prediction: tf.Tensor, _target: tf.Tensor) => tf.clone(prediction),
  compute: (state) => tf.sum(state) as tf.Scalar,
});

function distance(a: HostTensor, b: HostTensor): number {
  if (`${a.shape}` !== `${b.shape}`) throw new Error(`Cannot compare shapes [${a.shape}] and [${b.shape}]`);
  let apart = 0, largest = 0;
  for (let i = 0; i < b.data.length; i++) {
    const difference = Math.abs(a.data[i]! - b.data[i]!);
    // A NaN on either side is as far as can be.
    apart = Number.isNaN(difference) ? Infinity : Math.max(apart, difference);
    largest = Math.max(largest, Math.abs(b.data[i]!));
  }
  return largest === 0 ? apart : apart / largest;
}
