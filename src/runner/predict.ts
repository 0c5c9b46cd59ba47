/** What `.predict()` does. */
import { keptPrediction } from "./kept_prediction.ts";
import type { WeightsOptions } from "./call_options.ts";
import { checkChain } from "./checks.ts";
import { checkpointFolder } from "./default_hooks.ts";
import { lent } from "./origin.ts";
import { load, type Props } from "./run.ts";
import { settle } from "./settle.ts";
import { sow } from "./sow.ts";

/**
 * Predicts by what a sentence has learnt.
 *
 * @param sentence Its parts.
 * @param x What the model takes in. It stays the caller's.
 * @param options Whose weights.
 * @returns The prediction, which the caller disposes of.
 * @throws {TypeError} If the chain is not complete and right, with every reason, or numbers were given for a tensor.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { cpu, sgd } from "jsr:@raptor/raptor";
 * import { predict } from "./predict.ts";
 *
 * const sentence = { optimizer: sgd({ lr: 0.1 }), engine: cpu(), metrics: [], hooks: [] };
 * await assertRejects(() => predict(sentence, 1), TypeError, "call .model() before .predict()");
 * ```
 */
export async function predict<X, P>({ origin, ...others }: Props, x: X, options: WeightsOptions = {}): Promise<P> {
  const { checkpoint = false } = options ?? {};
  if (ArrayBuffer.isView(x) || (Array.isArray(x) && typeof x.flat(Infinity)[0] === "number")) {
    throw new TypeError(
      "Cannot predict as what the model takes in must be a tensor, or tensors: got numbers. Write tf.tensor(x).",
    );
  }
  return await lent(origin?.toUse(checkpoint !== false), async (loan) => {
    const props = { ...others, ...loan && { model: loan.model } };
    checkChain("predict", ["model"], props, options, [loan?.taken]);
    const from = await load(checkpoint, checkpointFolder(props), "refuse");
    // A prediction has no log.
    if (from?.note !== undefined) console.warn(from.note);
    const info = await props.engine.open();
    for (const line of await settle(loan!, from?.snapshot, sow(props.seed).seed ?? 0)) console.warn(line);
    return keptPrediction<X, P>(loan!.model, info)(x);
  });
}
