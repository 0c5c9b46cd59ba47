/** What `.predict()` of a dataset does: predictions go to a file batch by batch, whatever their number. */
import type { Dataset } from "../dataset.ts";
import { writeRows } from "../files/json_predictions.ts";
import { given } from "../options/settle.ts";
import { oddOption } from "../options/odd_option.ts";
import { foundOf } from "../tensors/found_of.ts";
import { readTensors } from "../tensors/read.ts";
import { namedTensors } from "../tensors/tensors_in.ts";
import { tf } from "../tf.ts";
import { makePredictionStep } from "../training/prediction_step.ts";
import type { WeightsOptions } from "./call_options.ts";
import { checkChain } from "./checks.ts";
import { checkpointFolder } from "./default_hooks.ts";
import { lent } from "./origin.ts";
import { load, type Props } from "./run.ts";
import { settle } from "./settle.ts";
import { sow } from "./sow.ts";

/** Where predictions go, and of which batches. */
export interface PredictIntoOptions extends WeightsOptions {
  /** The file, ending in `.jsonl`: a line for each sample, as {@linkcode dump} writes them and {@linkcode evaluateFile} reads them. */
  readonly to: string;
  /** Which batches of the dataset. Default `test`, or `val` where there are none. */
  readonly split?: "val" | "test";
}

/** What was written. */
export interface PredictedFile {
  /** The file. */
  readonly path: string;
  /** How many samples were predicted. */
  readonly samples: number;
}

/**
 * Predicts the batches of a dataset into a file, which is whole or not there; memory holds one batch.
 *
 * @param sentence Its parts.
 * @param data Whose batches.
 * @throws {TypeError} If the chain is not complete and right, the file is no `.jsonl`, or the dataset has no such batches.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { arrays, cpu, mlp, runner } from "jsr:@raptor/raptor";
 *
 * const to = await Deno.makeTempFile({ suffix: ".jsonl" });
 * const data = arrays({ x: [[1], [2]], y: [0, 1], valX: [[1], [2], [3]], valY: [0, 1, 1], classes: 2 });
 * const { samples } = await runner().model(mlp({ sizes: [1, 2] })).engine(cpu()).predict(data, { to });
 * assertEquals(samples, 3);
 * await Deno.remove(to);
 * ```
 */
export async function predictInto<X, P>(
  { origin, ...others }: Props,
  data: Dataset<X, unknown, never>,
  options: PredictIntoOptions,
): Promise<PredictedFile> {
  const { to, split, checkpoint = false } = given(options);
  if (typeof to !== "string" || !to.endsWith(".jsonl")) {
    throw new TypeError(`Cannot predict a dataset as to must be a file that ends in .jsonl: got ${String(to)}.`);
  }
  const odd = oddOption(options, ["to", "split", "checkpoint"]);
  if (odd !== undefined) throw new TypeError(`Cannot predict a dataset as ${odd}`);
  if (typeof data?.train !== "function") {
    throw new TypeError(`Cannot predict into ${to} as .predict(data, { to }) takes a dataset: got ${typeof data}.`);
  }
  return await lent(origin?.toUse(checkpoint !== false), async (loan) => {
    const props = { ...others, ...loan && { model: loan.model } };
    checkChain("predict", ["model"], props, { checkpoint }, [loan?.taken]);
    const from = await load(checkpoint, checkpointFolder(props), "refuse");
    // A prediction has no log.
    if (from?.note !== undefined) console.warn(from.note);
    const engine = await props.engine.open();
    await data.open?.();
    for (const line of await settle(loan!, from?.snapshot, sow(props.seed).seed ?? 0)) console.warn(line);
    const batches = split === undefined ? (data.test ?? data.val)?.call(data) : data[split]?.();
    if (batches === undefined) {
      throw new TypeError(
        `Cannot predict ${data.name} as it must have batches of ${split ?? "test or val"}: got none.`,
      );
    }
    const step = makePredictionStep<X, P>({ model: loan!.model, engine });
    let samples = 0;
    async function* predicted() {
      for await (const { x, y, size } of batches!) {
        let prediction: unknown;
        try {
          prediction = step(x);
          samples += size;
          yield await readTensors({
            ...namedTensors("prediction", prediction && foundOf(prediction)),
            ...namedTensors("target", y),
          });
        } finally {
          tf.dispose([x, y, prediction] as tf.TensorContainer);
        }
      }
    }
    try {
      await writeRows(to, predicted());
    } finally {
      step.release?.();
      await data.close?.();
    }
    return Object.freeze({ path: to, samples });
  });
}
