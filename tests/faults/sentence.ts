/** The tiny run that all faults meet: dropout, a shuffled order, slots and a metric, so that nothing can be lost unseen. */
import {
  accuracy,
  adam,
  arrays,
  cpu,
  dense,
  dropout,
  generator,
  mlp,
  type Model,
  relu,
  runner,
  type RunnerOptions,
  sequential,
  tf,
} from "../../mod.ts";

/** Samples of an epoch, 4 batches of 16. */
export const SAMPLES = 64;

/** Steps of an epoch. */
export const STEPS = 4;

/** The samples: the class says which of two numbers is larger. */
export function samples(): { readonly x: number[][]; readonly y: number[] } {
  const next = generator(7);
  const x = Array.from({ length: SAMPLES }, () => Array.from({ length: 8 }, () => next() - 0.5));
  return { x, y: x.map(([a, b]) => a! > b! ? 1 : 0) };
}

/**
 * The sentence, without its verb.
 *
 * @param workDir Where it writes.
 * @param options Further ones of the runner.
 * @param listening Who is told of each step within it, on every rank.
 */
export function sentence(
  workDir: string,
  options: Omit<RunnerOptions, "workDir"> = {},
  { onStep = () => false }: { readonly onStep?: (step: number) => boolean } = {},
) {
  const { x, y } = samples();
  const heard: Model<tf.Tensor2D, tf.Tensor2D> = {
    ...{ name: "heard", params: {} },
    forward: (x, { moment }) => moment && onStep(moment.step) ? tf.mul(x, NaN) : x,
  };
  return runner({ seed: 5, log: false, interrupt: false, ...options, workDir })
    .model(sequential(mlp({ sizes: [8, 16] }), relu(), dropout({ rate: 0.2 }), dense({ inputs: 16, units: 2 }), heard))
    .data(arrays({ x, y, valX: x, valY: y, classes: 2, batchSize: 16 }))
    .evaluator(accuracy())
    .optimizer(adam({ lr: 0.01 }))
    .engine(cpu());
}
