/**
 * The builder: an immutable sentence that names the parts of a run and ends in `.train()`, `.validate()`, `.test()`
 * or `.predict()`. With `runner/` it alone knows every noun and the defaults. What runs is imported by the first that does.
 */
// The type parameters carry what is known of the parts, and `Props` the parts themselves: hence `any` between the two.
// deno-lint-ignore-file no-explicit-any
import type { Dataset } from "./dataset.ts";
import type { Engine } from "./engine.ts";
import type { Hook } from "./hook.ts";
import type { Loss } from "./loss.ts";
import type { AnyMetric } from "./metric.ts";
import type { Optimizer } from "./optimizer.ts";
import type { TrainStep } from "./step.ts";
import { auto } from "./engines/auto.ts";
import { sgd } from "./optimizers/sgd.ts";
import type { TrainOptions, WeightsOptions } from "./runner/call_options.ts";
import { checkOptions, type HookPlace, oneOptimizer, placed } from "./runner/taken.ts";
import type {
  InputOf,
  InputsOf,
  JudgedNames,
  LossOf,
  Optimizers,
  OutputOf,
  ScoresWith,
  TargetsOf,
} from "./runner/inferred.ts";
import { type EvaluatorOptions, judgedAlso } from "./runner/judged_by.ts";
import type { After, Part } from "./runner/missing.ts";
import { type AnyModel, originOf } from "./runner/origin.ts";
import type { FindLrOptions, LrRange } from "./runner/find_lr.ts";
import { withSets } from "./runner/passes/with_sets.ts";
import { neededPermissions } from "./runner/needed_permissions.ts";
import type { PredictedFile, PredictIntoOptions } from "./runner/predict_into.ts";
import type { Outcome, Props, RunnerOptions } from "./runner/run.ts";
import type { Scores } from "./training/scores_of.ts";

/**
 * An immutable description of a run; every call returns a new one.
 *
 * @typeParam X What the model takes in.
 * @typeParam P What the model predicts.
 * @typeParam Y What the prediction is compared with.
 * @typeParam N The names of the scores.
 * @typeParam Has The parts that are settled.
 * @typeParam M The model.
 */
export class Runner<X, P, Y, N extends string, Has extends Part, M = AnyModel<X>> {
  readonly #props: Props;

  /** Use {@linkcode runner}. */
  constructor(props: Props) {
    this.#props = Object.freeze(props);
  }

  #with(change: Partial<Props>): Runner<any, any, any, any, any, any> {
    const { origin } = this.#props;
    return new Runner({ ...this.#props, ...origin && { origin: origin.branch() }, ...change });
  }

  /**
   * Settles the model: one of Raptor's or a `tf.LayersModel`, or what makes one.
   *
   * What makes one, as `() => mlp({ sizes: [4, 3] })`, makes it for each run, so that a sentence can be trained again and
   * again, with other parts too, also at the same time: the runs know nothing of each other. What was learnt last is what
   * `.validate()`, `.test()` and `.predict()` go by: by this sentence, else by the one it was made of, else by any other that
   * goes on from this call. A run's model is yours, as `outcome.model`; `tf.dispose(outcome.model.params)` gives it back.
   *
   * A model that is given is trained in place, and once in a sentence.
   *
   * @throws {TypeError} If it is none of these.
   */
  model<M2 extends AnyModel<X>>(
    model: M2 | (() => M2),
  ): Runner<InputOf<M2>, OutputOf<M2>, Y, N, Has | "model", M2> {
    return this.#with({ origin: originOf(model) });
  }

  /** Settles the dataset. Where it names its natural loss, `.loss()` is optional. */
  data<D extends Dataset<X, any, never>>(
    data: D,
  ): Runner<InputsOf<D>, P, TargetsOf<D>, N, Has | "data" | LossOf<D>, M> {
    const loss = this.#props.loss ?? data?.loss;
    return this.#with({ data, ...loss && { loss } });
  }

  /** Settles the loss, in place of the dataset's own. */
  loss(
    this: After<"model" | "data", Has, "loss", Runner<X, P, Y, N, Has, M>>,
    loss: Loss<P, Y>,
  ): Runner<X, P, Y, N, Has | "loss", M> {
    return (this as Runner<X, P, Y, N, Has, M>).#with({ loss });
  }

  /**
   * Settles a step of one's own, in the place of the forward pass, the loss and one update: such as that of a GAN, where each
   * loss moves a part of the model. Log, checkpoints, resume, and what watches for numbers that are not finite, are as ever.
   *
   * @param step Moves weights by `update`, and answers the scalars that are logged. It is run once for each batch.
   *
   * @example
   * ```ts
   * import { assert } from "@std/assert";
   * import { adam, arrays, binaryCrossEntropy as wrong, cpu, mlp, model, runner, tf } from "jsr:@raptor/raptor";
   *
   * const real = Array.from({ length: 64 }, (_, i) => [Math.sin(i) + 3]);
   * const params = { generator: mlp({ sizes: [2, 8, 1] }), critic: mlp({ sizes: [1, 8, 1] }) };
   * const { steps } = await runner({ log: false })
   *   .model(model({ name: "gan", params }))
   *   .data(arrays({ x: real, y: real, batchSize: 16 }))
   *   .optimizer({ generator: adam({ lr: 1e-3 }), critic: adam({ lr: 1e-3 }) })
   *   .step(({ parts: { generator, critic }, batch: { x, size }, update, seed }) => {
   *     const fake = () => generator(tf.randomNormal([size, 2], 0, 1, "float32", seed()));
   *     const yes = tf.ones([size, 1]), no = tf.zeros([size, 1]), judge = wrong();
   *     const learnt = fake(); // Made outside of an update, it is constant there.
   *     const loss_critic = update("critic", () =>
   *       tf.add(judge(critic(x), yes) as tf.Scalar, judge(critic(learnt), no) as tf.Scalar) as tf.Scalar);
   *     return { loss_critic, loss_generator: update("generator", () => judge(critic(fake()), yes) as tf.Scalar) };
   *   })
   *   .engine(cpu())
   *   .train({ epochs: 2 });
   * assert(steps === 8);
   * ```
   */
  step(
    this: After<"model" | "data", Has, "step", Runner<X, P, Y, N, Has, M>>,
    step: TrainStep<M, X, P, Y>,
  ): Runner<X, P, Y, N, Has | "loss", M> {
    return (this as Runner<X, P, Y, N, Has, M>).#with({ step });
  }

  /** Settles the optimizer, or one for each part of the model; see {@linkcode byPart}. Default SGD at 0.01, momentum 0.9. */
  optimizer(optimizer: Optimizer | Optimizers<M>): Runner<X, P, Y, N, Has, M> {
    return this.#with({ optimizer: oneOptimizer(optimizer) });
  }

  /**
   * Adds metrics to judge by; `{ loss: true }` among them judges by the run's own loss as well, `{ train: true }` judges the
   * batches that are learnt from too, as `train/accuracy`.
   */
  evaluator<const E extends readonly (AnyMetric<any, P, Y> | EvaluatorOptions)[]>(
    this: After<"model" | "data", Has, "evaluator", Runner<X, P, Y, N, Has, M>>,
    ...metrics: E
  ): Runner<X, P, Y, ScoresWith<N, E[number]>, Has, M> {
    const self = this as Runner<X, P, Y, N, Has, M>;
    return self.#with(judgedAlso(self.#props, metrics));
  }

  /**
   * Adds datasets to be judged on after the dataset's own validation: the scores of `{ noisy: data }` are `noisy/accuracy` and
   * so on. Of each its validation batches are taken, or else those of its first epoch. Call it after `.evaluator()`, so that
   * the type checker knows the names. What is no dataset is refused.
   */
  validation<const S extends Readonly<Record<string, Dataset<X, Y, never>>>>(
    this: After<"data", Has, "validation", Runner<X, P, Y, N, Has, M>>,
    sets: S,
  ): Runner<X, P, Y, N | `${keyof S & string}/${JudgedNames<N>}`, Has, M> {
    const self = this as Runner<X, P, Y, N, Has, M>;
    return self.#with({ data: withSets(self.#props.data!, sets) });
  }

  /**
   * Adds hooks. They are asked in this order, between the default ones that write logs and those that save and stop, so that
   * what they keep is in the checkpoint that is written at the same event.
   */
  hook(...hooks: Hook<N>[]): Runner<X, P, Y, N, Has, M>;
  /**
   * Adds hooks at a place of their own.
   *
   * @param hooks In the order in which they are asked.
   * @param options Where they stand: before all others, or after all others, those saving checkpoints too.
   */
  hook(hooks: readonly Hook<N>[], options: HookPlace): Runner<X, P, Y, N, Has, M>;
  hook(...given: readonly unknown[]): Runner<X, P, Y, N, Has, M> {
    const { hooks, place } = placed(given), before = this.#props[place] ?? [];
    return this.#with({ [place]: [...before, ...hooks] });
  }

  /** Settles the engine. Default `auto()`. */
  engine(engine: Engine): Runner<X, P, Y, N, Has, M> {
    return this.#with({ engine });
  }

  /**
   * The narrowest flags of `deno run` with which this chain can run, such as `--allow-read=data`; a shell wants each as a
   * {@linkcode shellWord}.
   *
   * @throws {RangeError} If Deno has no flag for one, as for a path with a comma.
   */
  permissions(): string[] {
    return neededPermissions(this.#props);
  }

  /**
   * Trains the model.
   *
   * @param options How long, such as `{ epochs: 5 }` or `{ steps: 1000 }`, and from where.
   * @throws {TypeError} If the chain is not complete and right, with every reason.
   */
  async train(
    this: After<Part, Has, "train", Runner<X, P, Y, N, Has, M>>,
    options: TrainOptions,
  ): Promise<Outcome<X, P, N>> {
    return await (await import("./runner/train.ts")).train((this as Runner<X, P, Y, N, Has, M>).#props, options);
  }

  /**
   * Tries learning rates, one a step, each above the one before, and says which to begin with (Smith, 2017): a range test.
   * The weights, the running statistics and the order of the data are as before; the optimizer is one that has not moved
   * yet, with its own rate replaced.
   *
   * @param options Which rates, and where the curve is drawn.
   * @throws {TypeError} If the chain is not complete and right, with every reason.
   */
  async findLr(
    this: After<Part, Has, "findLr", Runner<X, P, Y, N, Has>>,
    options: FindLrOptions = {},
  ): Promise<LrRange> {
    return await (await import("./runner/find_lr.ts")).findLr<X, P, Y>(
      (this as Runner<X, P, Y, N, Has>).#props,
      options,
    );
  }

  /** Judges what was learnt on the dataset's validation batches. */
  async validate(
    this: After<"model" | "data", Has, "validate", Runner<X, P, Y, N, Has, M>>,
    options: WeightsOptions = {},
  ): Promise<Scores<JudgedNames<N>>> {
    return await (await import("./runner/score.ts")).score((this as Runner<X, P, Y, N, Has, M>).#props, "val", options);
  }

  /** Judges what was learnt on the dataset's test batches, or on those of the validation where there are no others. */
  async test(
    this: After<"model" | "data", Has, "test", Runner<X, P, Y, N, Has, M>>,
    options: WeightsOptions = {},
  ): Promise<Scores<JudgedNames<N>>> {
    return await (await import("./runner/score.ts")).score(
      (this as Runner<X, P, Y, N, Has, M>).#props,
      "test",
      options,
    );
  }

  /**
   * Predicts, in predict mode, by what was learnt.
   *
   * @param x What the model takes in. It stays yours.
   * @returns The prediction. Dispose of it when you have read it.
   */
  predict(
    this: After<"model", Has, "predict", Runner<X, P, Y, N, Has, M>>,
    x: X,
    options?: WeightsOptions,
  ): Promise<P>;
  /** Predicts a dataset into a file of JSON lines, batch by batch, with what the predictions are compared with. */
  predict(
    this: After<"model", Has, "predict", Runner<X, P, Y, N, Has, M>>,
    data: Dataset<X, any, never>,
    options: PredictIntoOptions,
  ): Promise<PredictedFile>;
  async predict(this: unknown, x: any, options: WeightsOptions | PredictIntoOptions = {}): Promise<unknown> {
    const props = (this as Runner<X, P, Y, N, Has, M>).#props;
    if ("to" in options) return await (await import("./runner/predict_into.ts")).predictInto<X, P>(props, x, options);
    return await (await import("./runner/predict.ts")).predict<X, P>(props, x, options);
  }
}

/**
 * Begins the sentence of a run.
 *
 * @param options The work directory, the seed, and what the default hooks do.
 * @throws {TypeError} If there is an option that it, the log or the checkpoints do not know.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { accuracy, arrays, cpu, mlp, runner, sgd } from "jsr:@raptor/raptor";
 *
 * // Is the first number the larger one?
 * const x = Array.from({ length: 100 }, (_, i) => [Math.sin(3 * i), Math.sin(5 * i)]);
 * const y = x.map(([first, second]) => first! > second! ? 1 : 0);
 * const { scores } = await runner({ log: false })
 *   .model(mlp({ sizes: [2, 8, 2] }))
 *   .data(arrays({ x, y, valX: x, valY: y, classes: 2, batchSize: 10 }))
 *   .evaluator(accuracy())
 *   .optimizer(sgd({ lr: 0.5 }))
 *   .engine(cpu())
 *   .train({ epochs: 20 });
 * assert(scores!.accuracy > 90);
 * ```
 */
export function runner(options: RunnerOptions = {}): Runner<any, any, any, never, never> {
  checkOptions(options);
  const optimizer = sgd({ lr: 0.01, momentum: 0.9 });
  return new Runner({ ...options, optimizer, metrics: [], hooks: [], engine: auto() });
}
