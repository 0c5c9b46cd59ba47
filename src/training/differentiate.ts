/** A loss and its gradients, by names under which an engine can repeat them. */
import type { LossAnswer } from "../step.ts";
import type { Tracing } from "../shown.ts";
import { finiteSums } from "../tensors/non_finite.ts";
import { under } from "../tensors/by_name.ts";
import { tf } from "../tf.ts";
import { releaseEarly, releaseTape, tellWhole } from "../tensors/on_tape.ts";
import { totalLoss } from "./total_loss.ts";

const GRADIENT = "gradient/", PART = "part/", SEEN = "seen/", SUMS = "sums", LOSS = "loss";

/** What is differentiated. */
export interface Differentiation {
  /** The model's name, for errors. */
  readonly model: string;
  /** The weights by which the loss is derived, by name. */
  readonly weights: Readonly<Record<string, tf.Variable>>;
  /** Whether what tells if all is finite is computed too. */
  readonly watched: boolean;
  /** Computes the loss. */
  loss(): LossAnswer;
  /** What of the forward pass is wanted besides, such as the prediction; asked once the loss is there. Default nothing. */
  seen?(): readonly tf.Tensor[];
  /** What the model adds to it, if anything. */
  penalty?(): tf.Scalar;
  /** By what the loss is multiplied, so that its gradients are, in no digit of the loss itself. Default by nothing. */
  readonly scale?: tf.Variable | undefined;
  /** The part of this rank in the loss, by which it is multiplied as well. Default by nothing. */
  readonly share?: tf.Tensor | undefined;
  /** Is told of gradients as soon as they are whole, where that can be told. Default nobody. */
  early?(name: string, gradient: tf.Tensor): void;
  /** Hears what forward and backward take. Default nobody. */
  readonly tracing?: Tracing | undefined;
}

/**
 * Computes a loss and its gradients. What the forward pass keeps is given back as soon as it was used.
 *
 * @returns Tensors by names of their own, which {@linkcode slopesOf} tells apart; they are the caller's.
 * @throws {TypeError} If the loss depends on none of the weights, or is not what a `Loss` answers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf, weight } from "jsr:@raptor/raptor";
 * import { differentiate, slopesOf } from "./differentiate.ts";
 *
 * const w = weight([], 3);
 * const found = differentiate({ model: "m", weights: { w }, watched: false, loss: () => tf.square(w) as tf.Scalar });
 * const { loss, gradients } = slopesOf(found);
 * assertEquals([loss.dataSync()[0], gradients.w!.dataSync()[0]], [9, 6]);
 * ```
 */
export function differentiate(
  { model, weights, watched, loss, seen, penalty, scale, share, early, tracing }: Differentiation,
): tf.NamedTensorMap {
  const results: tf.NamedTensorMap = {}, names = Object.keys(weights), began = performance.now();
  let turned = began;
  try {
    const { value, grads } = tf.engine().gradients(
      () => {
        const { total, parts } = totalLoss(loss(), penalty?.());
        if (early !== undefined) tellWhole(weights, total, early);
        releaseEarly();
        // The tidy of the gradients would take them away.
        for (const [name, part] of Object.entries(parts)) results[PART + name] = tf.keep(tf.clone(part));
        for (const [i, tensor] of (seen?.() ?? []).entries()) results[SEEN + i] = tf.keep(tf.clone(tensor));
        turned = performance.now();
        tracing?.tell?.("forward", began, turned);
        return total;
      },
      Object.values(weights),
      // It is given back as soon as it was used.
      both(scale, share),
      true,
    );
    tracing?.tell?.("backward", turned, performance.now());
    if (grads.every((gradient) => !gradient)) throw detached(model);
    for (const part of Object.values(results)) handOut(part);
    for (const [i, name] of names.entries()) if (grads[i]) results[GRADIENT + name] = grads[i]!;
    const slopes = Object.values(under(GRADIENT, results));
    return { ...results, ...watched && { [SUMS]: finiteSums([value, ...slopes]) }, [LOSS]: value };
  } catch (error) {
    releaseTape();
    tf.dispose([under(PART, results), under(SEEN, results)]);
    throw error;
  }
}

/** A loss and its gradients. */
export interface Slopes {
  /** The total. */
  readonly loss: tf.Scalar;
  /** What is logged beside it, by name. */
  readonly parts: Readonly<Record<string, tf.Scalar>>;
  /** Of the weights that it depends on, by their names. */
  readonly gradients: Readonly<Record<string, tf.Tensor>>;
  /** What of the forward pass was wanted besides, in its order; undefined where nothing was. */
  readonly seen?: readonly tf.Tensor[];
  /** [1 + gradients], finite where loss and gradients are; undefined where nobody watches. */
  readonly sums: tf.Tensor1D | undefined;
}

/** Tells apart what {@linkcode differentiate} answers. */
export function slopesOf(found: tf.NamedTensorMap): Slopes {
  return {
    loss: found[LOSS] as tf.Scalar,
    parts: under(PART, found) as Record<string, tf.Scalar>,
    gradients: under(GRADIENT, found),
    seen: Object.values(under(SEEN, found)),
    sums: found[SUMS] as tf.Tensor1D | undefined,
  };
}

/** What the derivation begins with; undefined for 1. */
function both(scale: tf.Tensor | undefined, share: tf.Tensor | undefined): tf.Scalar | undefined {
  if (scale !== undefined && share !== undefined) return tf.mul(scale, share);
  const one = scale ?? share;
  return one && tf.clone(one) as tf.Scalar;
}

/** Leaves a tensor that was kept to the tidy around, if there is one. */
function handOut(tensor: tf.Tensor): void {
  tensor.kept = false;
  (tf.engine() as unknown as { track(tensor: tf.Tensor): void }).track(tensor);
}

function detached(model: string): TypeError {
  return new TypeError(
    `Cannot train ${model} as the loss must depend on a trainable weight: got one that depends on none. ` +
      "Compute it from the prediction by operations of tf that have gradients, without reading values.",
  );
}
