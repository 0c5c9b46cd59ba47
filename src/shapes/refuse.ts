/** How layers, losses and metrics refuse tensors that do not fit, before the engine broadcasts them. */
import type { Mode } from "../model.ts";
import type { tf } from "../tf.ts";

/**
 * The error of a layer that cannot work with its input.
 *
 * @param layer The kind of layer, such as `conv2d`.
 * @param mode Of the pass; it tells where in the model the layer is.
 * @param takes What the layer takes, such as `[batch, height, width, 3]`.
 * @param got What it got.
 * @param hint A sentence on what may be done, after a space.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { refuse } from "./refuse.ts";
 *
 * const error = refuse("dense", { training: true, seed: 0, path: "head" }, "[batch, 3]", tf.zeros([1, 2]));
 * assertEquals(error.message, "Cannot run head (dense) as it takes [batch, 3]: got [1, 2].");
 * ```
 */
export function refuse(layer: string, { path }: Mode, takes: string, got: tf.Tensor, hint = ""): RangeError {
  const where = path === undefined ? layer : `${path} (${layer})`;
  return new RangeError(`Cannot run ${where} as it takes ${takes}: got [${got.shape.join(", ")}].${hint}`);
}

/**
 * Refuses what is no tensor, before it is asked for its shape.
 *
 * @param doing What is being done, such as `compute the huber loss`.
 * @param given What must be tensors, by what they are: of the prediction or of the target.
 * @throws {TypeError} If one is something else.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { requireTensors } from "./refuse.ts";
 *
 * const text = "as the prediction must be a tensor: got an object of logits. Take the part that is meant in a loss or metric of your own.";
 * assertThrows(() => requireTensors("compute it", { prediction: { logits: tf.zeros([2]) } }), TypeError, text);
 * ```
 */
export function requireTensors(doing: string, given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) {
    const [got, fix] = oddTensor(value, name) ?? [];
    if (got !== undefined) throw new TypeError(`Cannot ${doing} as the ${name} must be a tensor: got ${got}. ${fix}`);
  }
}

/** What is wrong with what should be a tensor, and what to do. */
function oddTensor(value: unknown, name: string): readonly [got: string, fix: string] | undefined {
  const part = "Take the part that is meant in a loss or metric of your own.";
  if (typeof value !== "object" || value === null) {
    return [String(value), name.startsWith("prediction") ? "Have the model answer it." : "Have the data give it."];
  }
  if ("dataId" in value) {
    return (value as tf.Tensor).isDisposed ? ["one that was disposed of", "Leave that to the runner."] : undefined;
  }
  if (value instanceof Promise) return ["a promise", "Take `async` from the function that answers it."];
  return [Array.isArray(value) ? `a list of ${value.length}` : `an object of ${Object.keys(value).join(", ")}`, part];
}

/**
 * Refuses a prediction and a target of different shapes: [batch, 1] less [batch] would quietly be [batch, batch].
 *
 * @param loss What is computed, for the error.
 * @param names What the two are. Default prediction and target.
 * @throws {TypeError} If the shapes differ, or one is no tensor.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { requireSameShape } from "./refuse.ts";
 *
 * const text = "Cannot compute the huber loss as prediction and target must be of one shape: got [2, 1] and [2].";
 * assertThrows(() => requireSameShape("huber loss", tf.zeros([2, 1]), tf.zeros([2])), TypeError, text);
 * ```
 */
export function requireSameShape(
  loss: string,
  prediction: tf.Tensor,
  target: tf.Tensor,
  [one, other]: readonly [string, string] = ["prediction", "target"],
): void {
  requireTensors(`compute the ${loss}`, { [one]: prediction, [other]: target });
  const [p, y] = [prediction.shape, target.shape].map((shape) => `[${shape.join(", ")}]`);
  if (p !== y) {
    throw new TypeError(
      `Cannot compute the ${loss} as ${one} and ${other} must be of one shape: got ${p} and ${y}. ` +
        "Reshape one of them.",
    );
  }
}

/**
 * Refuses a prediction and a target that are not logits and labels.
 *
 * @param loss What is computed, for the error.
 * @throws {TypeError} Unless they are logits [batch, ..., classes] and int32 labels [batch, ...].
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { requireLogits } from "./refuse.ts";
 *
 * requireLogits("cross-entropy", tf.zeros([2, 5, 3]), tf.zeros([2, 5], "int32"));
 * const text = "got [2, 5, 3] and float32 [2, 5]. Cast the labels to \"int32\".";
 * assertThrows(() => requireLogits("cross-entropy", tf.zeros([2, 5, 3]), tf.zeros([2, 5])), TypeError, text);
 * ```
 */
export function requireLogits(loss: string, logits: tf.Tensor, labels: tf.Tensor): void {
  const before = logits.shape.slice(0, -1), named = (shape: readonly number[]) => `[${shape.join(", ")}]`;
  const together = logits.rank >= 2 && named(before) === named(labels.shape);
  if (together && labels.dtype === "int32") return;
  throw new TypeError(
    `Cannot compute the ${loss} as it needs logits [batch, ..., classes] and int32 labels [batch, ...]: got ` +
      `${named(logits.shape)} and ${labels.dtype} ${named(labels.shape)}. ${hint()}`,
  );

  function hint(): string {
    if (together) return 'Cast the labels to "int32".';
    if (named(logits.shape) === named(labels.shape)) {
      return "Say { soft: true } of targets that are shares of the classes.";
    }
    if (logits.rank < 2) return "Give logits of one sample a first axis: tf.expandDims(logits, 0).";
    return `Give labels of the shape ${named(before)}.`;
  }
}

/**
 * Refuses a prediction and a target that are not logits and a mask.
 *
 * @param loss What is computed, for the error.
 * @throws {TypeError} Unless they are logits [batch, ..., classes] and either chances of that shape or int32 labels
 *   [batch, ...].
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { requireMask } from "./refuse.ts";
 *
 * requireMask("dice loss", tf.zeros([2, 8, 8, 3]), tf.zeros([2, 8, 8], "int32"));
 * requireMask("dice loss", tf.zeros([2, 8, 8, 1]), tf.zeros([2, 8, 8, 1]));
 * const text = "got [2, 8, 8, 1] and float32 [2, 8, 8]. Give masks of yes and no the last axis of the logits.";
 * assertThrows(() => requireMask("dice loss", tf.zeros([2, 8, 8, 1]), tf.zeros([2, 8, 8])), TypeError, text);
 * ```
 */
export function requireMask(loss: string, logits: tf.Tensor, target: tf.Tensor): void {
  requireTensors(`compute the ${loss}`, { prediction: logits, target });
  const before = logits.shape.slice(0, -1), named = (shape: readonly number[]) => `[${shape.join(", ")}]`;
  const labels = named(before) === named(target.shape) && target.dtype === "int32" && logits.shape.at(-1)! >= 2;
  if (logits.rank >= 2 && (labels || named(logits.shape) === named(target.shape))) return;
  throw new TypeError(
    `Cannot compute the ${loss} as it needs logits [batch, ..., classes] and a target of that shape, or int32 labels ` +
      `[batch, ...] of two classes or more: got ${named(logits.shape)} and ${target.dtype} ${named(target.shape)}. ` +
      "Give masks of yes and no the last axis of the logits.",
  );
}

/**
 * Refuses a list that would be broadcast, or not fit at all.
 *
 * @param loss What is computed, for the error.
 * @param option The name of the list.
 * @param list One number for each place.
 * @param x What it belongs to.
 * @throws {TypeError} Unless there are as many numbers as places of the last axis of `x`.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { requireLast } from "./refuse.ts";
 *
 * const text = "Cannot compute the cross-entropy as weights needs a number for each place of the last axis: got 2 and [4, 3].";
 * assertThrows(() => requireLast("cross-entropy", "weights", [1, 2], tf.zeros([4, 3])), TypeError, text);
 * ```
 */
export function requireLast(loss: string, option: string, list: readonly number[], x: tf.Tensor): void {
  if (list.length === x.shape.at(-1)) return;
  throw new TypeError(
    `Cannot compute the ${loss} as ${option} needs a number for each place of the last axis: got ${list.length} and ` +
      `[${x.shape.join(", ")}].`,
  );
}

/**
 * Refuses a prediction and a target that are not logits and labels: of samples, tokens or pixels.
 *
 * @param metric Whose error it is.
 * @throws {TypeError} Unless they are logits [..., classes] of two classes or more, and int32 labels [...].
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { requireLabels } from "./refuse.ts";
 *
 * const text = "got [4, 2] and int32 [4, 1]. Reshape the labels to [4].";
 * assertThrows(() => requireLabels("accuracy", tf.zeros([4, 2]), tf.zeros([4, 1], "int32")), TypeError, text);
 * ```
 */
export function requireLabels(metric: string, logits: tf.Tensor, labels: tf.Tensor): void {
  requireTensors(`judge by ${metric}`, { prediction: logits, target: labels });
  const isOneEach = logits.rank === labels.rank + 1 && labels.shape.every((size, i) => logits.shape[i] === size);
  if (logits.rank >= 2 && logits.shape.at(-1)! >= 2 && isOneEach && labels.dtype === "int32") return;
  const [p, y] = [logits, labels].map(({ shape }) => `[${shape.join(", ")}]`);
  throw new TypeError(
    `Cannot judge by ${metric} as it needs logits [..., classes] of at least two classes and int32 labels [...]: ` +
      `got ${p} and ${labels.dtype} ${y}. ${hint(logits, labels, isOneEach)}`,
  );
}

function hint({ rank, shape }: tf.Tensor, labels: tf.Tensor, isOneEach: boolean): string {
  const classes = shape.at(-1), each = `[${shape.slice(0, -1).join(", ")}]`;
  if (rank === 2 && classes === 1) {
    return "Judge a single logit by mean() of a comparison of your own, such as logit > 0.";
  }
  if (labels.rank === rank && labels.shape.at(-1) === 1) return `Reshape the labels to ${each}.`;
  if (labels.rank === rank && labels.shape.at(-1) === classes) return "Take tf.argMax(labels, -1) of one-hot labels.";
  if (isOneEach && labels.dtype !== "int32") return 'Cast the labels to "int32".';
  return rank > 2 ? "Give one label for each answer." : "Give one label a sample.";
}
