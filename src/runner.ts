/**
 * The builder: an immutable sentence that names the parts of a run and ends in `.train()`, `.validate()`, `.test()`
 * or `.predict()`. With `runner/` it alone knows every noun and the defaults.
 */
// The type parameters carry what is known of the parts, and `Props` the parts themselves: hence `any` between the two.
// deno-lint-ignore-file no-explicit-any
import type { Dataset } from "./dataset.ts";
import type { Engine } from "./engine.ts";
import type { Hook } from "./hook.ts";
import type { Loss } from "./loss.ts";
import type { Metric } from "./metric.ts";
import type { Model } from "./model.ts";
import type { Optimizer } from "./optimizer.ts";
import { auto } from "./engines/auto.ts";
import { type LayersModel, layersModel } from "./models/layers_model.ts";
import { settle as settleOptions } from "./options/settle.ts";
import { requireRange } from "./options/require_range.ts";
import { sgd } from "./optimizers/sgd.ts";
import { checkChain } from "./runner/checks.ts";
import { checkpointFolder, defaultHooks } from "./runner/default_hooks.ts";
import type { After, Part } from "./runner/missing.ts";
import { permissionFlags } from "./runner/permissions.ts";
import { load, type Outcome, type Props, run, type RunnerOptions } from "./runner/run.ts";
import type { Snapshot } from "./snapshot.ts";
import { initialize } from "./tensors/weight.ts";
import { tf } from "./tf.ts";
import type { Scores } from "./training/evaluate.ts";
import { loop } from "./training/loop.ts";
import type { Length, NonFinite } from "./training/plan.ts";
import { restoreWeights } from "./training/snapshot.ts";
import { judge } from "./training/validation.ts";

/** How long to train, and from where. */
export type TrainOptions = Length & {
  /** Epochs between validations (default 1); steps, in a run counted in steps (default 1000). */
  readonly valEvery?: number;
  /** Goes on from the newest checkpoint of `workDir` (true) or from the one at this path. Default false. */
  readonly resume?: boolean | string;
  /**
   * What becomes of a step whose loss or gradients are not finite: `stop` ends the run with an error that names them, at the
   * next report; `skip` leaves weights, running statistics and the optimizer's memory as they were, counts the step and
   * says so in the log, at the price of a copy of what the optimizer moves. Schedules count the step either way. Default
   * `stop`.
   */
  readonly nonFinite?: NonFinite;
};

/** Which weights to use. */
export interface WeightsOptions {
  /** The newest checkpoint of `workDir` (true) or the one at this path; left out, the weights the model has. */
  readonly checkpoint?: boolean | string;
}

/** A model in either form. */
export type AnyModel<X> = Model<X, any> | LayersModel;
/** What a model takes in. */
export type InputOf<M> = M extends Model<infer X, any> ? X : tf.Tensor;
/** What a model predicts. */
export type OutputOf<M> = M extends Model<any, infer P> ? P : tf.Tensor;
/** The inputs of a dataset. */
export type InputsOf<D> = D extends Dataset<infer X, any, never> ? X : never;
/** The targets of a dataset. */
export type TargetsOf<D> = D extends Dataset<any, infer Y, never> ? Y : never;
/** Says `"loss"` where a dataset names its loss. */
export type LossOf<D> = D extends { readonly loss: Loss<any, any> } ? "loss" : never;

/**
 * An immutable description of a run; every call returns a new one.
 *
 * @typeParam X What the model takes in.
 * @typeParam P What the model predicts.
 * @typeParam Y What the prediction is compared with.
 * @typeParam N The names of the scores.
 * @typeParam Has The parts that are settled.
 */
export class Runner<X, P, Y, N extends string, Has extends Part> {
  readonly #props: Props;

  /** Use {@linkcode runner}. */
  constructor(props: Props) {
    this.#props = Object.freeze(props);
  }

  #with(change: Partial<Props>): Runner<any, any, any, any, any> {
    return new Runner({ ...this.#props, ...change });
  }

  /** Settles the model: one of Raptor's, or a `tf.LayersModel`. */
  model<M extends AnyModel<X>>(model: M): Runner<InputOf<M>, OutputOf<M>, Y, N, Has | "model"> {
    return this.#with({ model: isKeras(model) ? layersModel(model) : model });
  }

  /** Settles the dataset. Where it names its natural loss, `.loss()` is optional. */
  data<D extends Dataset<X, any, never>>(data: D): Runner<InputsOf<D>, P, TargetsOf<D>, N, Has | "data" | LossOf<D>> {
    const loss = this.#props.loss ?? data?.loss;
    return this.#with({ data, ...loss && { loss } });
  }

  /** Settles the loss, in place of the dataset's own. */
  loss(
    this: After<"model" | "data", Has, "loss", Runner<X, P, Y, N, Has>>,
    loss: Loss<P, Y>,
  ): Runner<X, P, Y, N, Has | "loss"> {
    return (this as Runner<X, P, Y, N, Has>).#with({ loss });
  }

  /** Settles the optimizer. Default `sgd({ lr: 0.01, momentum: 0.9 })`. */
  optimizer(optimizer: Optimizer): Runner<X, P, Y, N, Has> {
    return this.#with({ optimizer });
  }

  /** Adds metrics to judge by. */
  evaluator<N2 extends string>(
    this: After<"model" | "data", Has, "evaluator", Runner<X, P, Y, N, Has>>,
    ...metrics: Metric<N2, P, Y>[]
  ): Runner<X, P, Y, N | N2, Has> {
    const self = this as Runner<X, P, Y, N, Has>;
    return self.#with({ metrics: [...self.#props.metrics, ...metrics] });
  }

  /** Adds hooks. They are called after the default ones, in this order. */
  hook(...hooks: Hook<N>[]): Runner<X, P, Y, N, Has> {
    return this.#with({ hooks: [...this.#props.hooks, ...hooks] });
  }

  /** Settles the engine. Default `auto()`. */
  engine(engine: Engine): Runner<X, P, Y, N, Has> {
    return this.#with({ engine });
  }

  /**
   * The narrowest flags of `deno run` with which this chain can run, such as `--allow-read=data`; a shell wants each as a
   * {@linkcode shellWord}.
   *
   * @throws {RangeError} If Deno has no flag for one, as for a path with a comma.
   */
  permissions(): string[] {
    const { data, engine, workDir } = this.#props;
    const folders = [workDir, checkpointFolder(this.#props)].filter((path) => path !== undefined);
    const written = folders.flatMap((path) => (["read", "write"] as const).map((name) => ({ name, path })));
    return permissionFlags([...data?.permissions ?? [], ...engine.permissions ?? [], ...written]);
  }

  /**
   * Trains the model, in place.
   *
   * @param options How long, such as `{ epochs: 5 }` or `{ steps: 1000 }`, and from where.
   * @throws {TypeError} If the chain is not complete and right, with every reason.
   */
  async train(
    this: After<Part, Has, "train", Runner<X, P, Y, N, Has>>,
    options: TrainOptions,
  ): Promise<Outcome<X, P, N>> {
    const props = (this as Runner<X, P, Y, N, Has>).#props;
    checkChain("train", ["model", "data", "loss"], props, options);
    const { valEvery = options.steps === undefined ? 1 : 1000, resume = false, nonFinite = "stop", ...length } =
      options;
    const call = { verb: "train", options: { ...length, valEvery, nonFinite } } as const;
    return await run<X, P, Y, N>(props, call, resume, ({ from, ...opened }) => {
      if (from === undefined) initialize(opened.model, opened.seed);
      const reportEvery = (props.log || {}).interval ?? 10;
      const how = {
        loss: props.loss as Loss<P, Y>,
        optimizer: props.optimizer,
        length,
        valEvery,
        reportEvery,
        nonFinite,
      };
      // A resumed run keeps its seed: it is to go on, not to begin.
      return loop<X, P, Y, N>({ ...opened, ...how, ...from && { from, seed: from.progress.seed } });
    });
  }

  /** Judges the model on the dataset's validation batches. */
  async validate(
    this: After<"model" | "data", Has, "validate", Runner<X, P, Y, N, Has>>,
    options: WeightsOptions = {},
  ): Promise<Scores<N>> {
    return await (this as Runner<X, P, Y, N, Has>).#judge("val", options);
  }

  /** Judges the model on the dataset's test batches, or on those of the validation where there are no others. */
  async test(
    this: After<"model" | "data", Has, "test", Runner<X, P, Y, N, Has>>,
    options: WeightsOptions = {},
  ): Promise<Scores<N>> {
    return await (this as Runner<X, P, Y, N, Has>).#judge("test", options);
  }

  async #judge(task: "val" | "test", options: WeightsOptions): Promise<Scores<N>> {
    const verb = task === "val" ? "validate" : "test";
    checkChain(verb, ["model", "data"], this.#props, options);
    const { checkpoint = false } = options;
    const { scores } = await run<X, P, Y, N>(
      this.#props,
      { verb, options: { checkpoint } },
      checkpoint,
      ({ from, ...opened }) => {
        settle(opened.model, from, opened.seed);
        return judge<X, P, Y, N>(opened, task, from?.progress);
      },
    );
    return scores!;
  }

  /**
   * Predicts, in predict mode.
   *
   * @param x What the model takes in. It stays yours.
   * @returns The prediction. Dispose of it when you have read it.
   */
  async predict(
    this: After<"model", Has, "predict", Runner<X, P, Y, N, Has>>,
    x: X,
    options: WeightsOptions = {},
  ): Promise<P> {
    const props = (this as Runner<X, P, Y, N, Has>).#props;
    checkChain("predict", ["model"], props, options);
    const { checkpoint = false } = options;
    const model = props.model as Model<X, P>;
    const from = await load(checkpoint, checkpointFolder(props), "refuse");
    // A prediction has no log.
    if (from?.note !== undefined) console.warn(from.note);
    await props.engine.open();
    settle(model, from?.snapshot, props.seed ?? 0);
    return tf.tidy(() => model.forward(x, { training: false, seed: 0 }) as tf.TensorContainer) as P;
  }
}

function isKeras(model: AnyModel<never>): model is LayersModel {
  return Array.isArray((model as LayersModel | undefined)?.layers);
}

function settle(model: Model<never, unknown>, from: Snapshot | undefined, seed: number): void {
  if (from === undefined) initialize(model, seed);
  else restoreWeights(from, model);
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
  const { workDir, seed, log, checkpoint, interrupt } = options;
  settleOptions("runner", options, { workDir, seed, log, checkpoint, interrupt });
  if (workDir !== undefined) requireRange("runner", "a string", { workDir });
  if (interrupt !== undefined) requireRange("runner", "true or false", { interrupt });
  // Made once to be checked, so that nothing is begun that cannot be logged or saved.
  defaultHooks(options, checkpointFolder(options) ?? "", undefined);
  const optimizer = sgd({ lr: 0.01, momentum: 0.9 });
  return new Runner({ ...options, optimizer, metrics: [], hooks: [], engine: auto() });
}
