/** Predicting with nothing but a file: the network, what it tells apart and how inputs are made ready are in the checkpoint. */
import { given, requireOneOf, requireRange, settle } from "../options/settle.ts";
import type { Engine } from "../engine.ts";
import { auto } from "../engines/auto.ts";
import type { Knowledge } from "../knowledge.ts";
import type { OnBroken } from "../loading/collate.ts";
import type { Model } from "../model.ts";
import { averaged } from "../models/averaged.ts";
import { foundOf } from "../tensors/found_of.ts";
import { readTensors } from "../tensors/read.ts";
import { tf } from "../tf.ts";
import { makePredictionStep } from "../training/prediction_step.ts";
import type { Transform } from "../transform.ts";
import type { Predicted } from "./predictor/answers_of.ts";
import type { PredictorInputs } from "./predictor/batches_of.ts";
import type { PredictorInput } from "./predictor/sample_of.ts";

/** How to predict; each has its default in the checkpoint or here. */
export interface PredictorOptions {
  /** The model, made as for its training, where it is one of your own. Default the network that the checkpoint names. */
  // What a model takes and answers is its own business.
  // deno-lint-ignore no-explicit-any
  readonly model?: Model<any, any>;
  /** What is known of the inputs, field by field in place of what the checkpoint knows, such as `{ classes: ["ant", "bee"] }`. */
  readonly knows?: Knowledge;
  /** What happens to an input, in order, in place of the transforms of the validation. Default these. */
  readonly transforms?: readonly Transform[];
  /** Views of a batch whose predictions are averaged, such as `[(x) => x, mirrored]`; see {@linkcode averaged}. Default none. */
  // deno-lint-ignore no-explicit-any
  readonly views?: readonly ((x: any) => any)[];
  /** Inputs that go through the model together. Default 32. */
  readonly batchSize?: number;
  /** Threads that read and decode files that are all known beforehand. Default one a core, or 0 on one core. */
  readonly workers?: number;
  /** What becomes of an input that cannot be read: `skip` leaves it out, in a line on the console. Default `refuse`. */
  readonly onBroken?: OnBroken;
  /** How many classes an answer tells, best first. Default 5. */
  readonly top?: number;
  /** Where it is computed. Default `auto()`. */
  readonly engine?: Engine;
}

/** What predicts. */
export interface Predictor {
  /** Answers one input. */
  (input: PredictorInput): Promise<Predicted>;
  /** Answers many, in their order and in batches: a folder, a list, a stream. An answer comes as soon as its batch is done. */
  each(inputs: PredictorInputs): AsyncGenerator<Predicted, void, void>;
  /** The model, its weights in place. */
  readonly model: Model<never, unknown>;
  /** What is known of the inputs and the classes. */
  readonly knows: Knowledge;
  /** Gives back what is held: the weights, where the model was made here, and compiled steps. */
  close(): void;
  /** As `close`, at the end of a block: `using predict = ...`. */
  [Symbol.dispose](): void;
}

/**
 * Opens a checkpoint to predict with. It names the network, its classes and what happened to inputs in the validation, so that nothing
 * else is needed where the network is one of Raptor's; a model of your own is handed over. From the second batch on it is
 * compiled, where the engine can.
 *
 * @param from A checkpoint of Raptor; with a model, weights of any tool as well; or a model itself, with weights of its own.
 * @throws {TypeError} If the network, or a transform, is none of Raptor's and not handed over.
 * @throws {RangeError} If the weights are not those of the model, or an option is out of its range.
 * @throws {SyntaxError} If the file is damaged.
 * @throws {Deno.errors.NotFound} If there is none.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { adam, arrays, cpu, mlp, predictor, runner } from "jsr:@raptor/raptor";
 *
 * const workDir = await Deno.makeTempDir();
 * const x = Array.from({ length: 60 }, (_, i) => [Math.sin(3 * i), Math.sin(5 * i)]);
 * const y = x.map(([first, second]) => first! > second! ? 1 : 0);
 * await runner({ workDir, log: false }).model(mlp({ sizes: [2, 8, 2] }))
 *   .data(arrays({ x, y, classes: ["second", "first"] })).optimizer(adam({ lr: 0.05 })).engine(cpu()).train({ epochs: 10 });
 *
 * using predict = await predictor(`${workDir}/epoch_10.safetensors`, { engine: cpu() });
 * const { name, score } = await predict([0.9, -0.9]);
 * assertEquals(name, "first");
 * assert(score! > 0.5);
 * await Deno.remove(workDir, { recursive: true });
 * ```
 */
export async function predictor(
  // deno-lint-ignore no-explicit-any
  from: string | URL | Model<any, any>,
  options: PredictorOptions = {},
): Promise<Predictor> {
  const { model: own, knows: told, transforms, views, batchSize = 32, workers = onePerCore() } = given(options);
  const { onBroken = "refuse", top = 5, engine = auto() } = given(options);
  settle("predictor", options, {
    ...{ model: own, knows: told, transforms, views, batchSize, workers, onBroken, top, engine },
  });
  requireRange("predictor", "a whole number of at least 1", { batchSize, top });
  requireRange("predictor", "a whole number of at least 0", { workers });
  requireOneOf("predictor", ["refuse", "skip"], { onBroken });
  if (transforms !== undefined) {
    requireRange("predictor", "a list", { transforms });
    for (const [i, one] of transforms.entries()) requireRange("predictor", "a function", { [`transforms[${i}]`]: one });
  }
  const [{ openModel }, { madeReady }, { batchesOf }, { answersOf }] = await Promise.all([
    import("./predictor/open_model.ts"),
    import("./predictor/made_ready.ts"),
    import("./predictor/batches_of.ts"),
    import("./predictor/answers_of.ts"),
  ]);
  await engine.open();
  const opened = await openModel(from, own);
  const knows: Knowledge = Object.freeze({ ...opened.knows, ...told });
  const ready = await madeReady(knows, transforms), { classes } = knows;
  const lost = (line: string) => console.warn(line);
  const batching = { ...ready, batchSize, workers, onBroken, lost };
  const model = views === undefined ? opened.model : averaged(opened.model, { views });
  const reading = { classes, top, several: opened.several };
  const plain = makePredictionStep({ model });
  let compiled: typeof plain | undefined, calls = 0, closed = false;

  async function* each(inputs: PredictorInputs): AsyncGenerator<Predicted, void, void> {
    if (closed) throw new Error("Cannot predict as the predictor must be open: got one that was closed. Open it anew.");
    const info = await engine.open();
    for await (const { x, inputs: names, where } of batchesOf(inputs, batching)) {
      // A single batch would pay for compiling and gain nothing, but what else that does.
      const once = calls++ === 0 && !info.alters;
      const step = once ? plain : compiled ??= makePredictionStep({ model, engine: info });
      let prediction: unknown;
      try {
        prediction = step(x);
        yield* answersOf(await readTensors(named(prediction)), names, { ...reading, where });
      } finally {
        tf.dispose([x, prediction as tf.TensorContainer]);
      }
    }
  }
  const close = () => {
    if (closed) return;
    closed = true;
    compiled?.release?.();
    if (opened.made) tf.dispose(opened.model.params as Record<string, tf.Variable>);
  };
  return Object.freeze(Object.assign(
    async (input: PredictorInput): Promise<Predicted> => {
      for await (const answer of each([input])) return { ...answer, input: typeof input === "string" ? input : 0 };
      throw new Error(
        `Cannot predict from ${input} as it must be an input that can be read: got none. See the line above.`,
      );
    },
    { each, model: opened.model as Model<never, unknown>, knows, close, [Symbol.dispose]: close },
  ));
}

/** A prediction by names: a single one is `""`. */
function named(prediction: unknown): Record<string, tf.Tensor> {
  if (prediction instanceof tf.Tensor) return { "": prediction };
  const parts = Object.entries(prediction as object).filter(([, part]) => part instanceof tf.Tensor && part.rank > 0);
  return foundOf(Object.fromEntries(parts) as Record<string, tf.Tensor>);
}

function onePerCore(): number {
  return navigator.hardwareConcurrency > 1 ? navigator.hardwareConcurrency : 0;
}
