/** Dynamic loss scaling: gradients too small for half precision are made larger, and steps whose gradients overflow are left out. */
import type { Optimizer } from "../optimizer.ts";
import { given, requirePart, requireRange, settle } from "../options/settle.ts";
import { weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";

/** How the scale goes. */
export interface LossScaleOptions {
  /** The scale of the first step, above 0. Default 65536. */
  readonly init?: number;
  /** The factor by which it grows, at least 1. Default 2. */
  readonly growth?: number;
  /** The factor by which it shrinks after a step that was left out, in (0, 1]. Default 0.5. */
  readonly backoff?: number;
  /** After how many steps in a row that were kept it grows. Default 2000. */
  readonly interval?: number;
}

const SCALE = "lossScale/scale", GOOD = "lossScale/good";

/**
 * Multiplies the loss by a scale before it is differentiated, and divides the gradients by it before the optimizer sees them
 * (Micikevicius et al., 2018), by the rule of PyTorch's `torch.amp.GradScaler`: a step with a gradient that is not finite is
 * left out and halves the scale; so many good steps in a row double it.
 *
 * It is for what computes gradients in float16, which holds nothing below 6e-8, as `mixedPrecision(native(), { dtype: "float16" })`
 * does: a run there puts it around an optimizer that has none. Where gradients are float32 or bfloat16 it changes nothing but
 * the last digits. A step that is left out leaves weights, slots and running statistics as they were, as `nonFinite: "skip"` has it, and is told in the log. The scale is logged as `loss_scale`. It
 * lives in the slots `lossScale/scale` and `lossScale/good`, on the device, and goes with every checkpoint.
 *
 * What changes gradients stands within, as in `lossScale(chain(clipByNorm(1), sgd(...)))`, so that it sees them as they are.
 *
 * @param optimizer What moves the weights.
 * @throws {RangeError} If an option is out of its range, or the optimizer has a scale already.
 * @throws {TypeError} If the first part is no optimizer; in a step, if it stands within what changes gradients.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lossScale, makeStep, sgd, tf } from "jsr:@raptor/raptor";
 *
 * const w = tf.variable(tf.scalar(1)), optimizer = lossScale(sgd({ lr: 1 }), { init: 1024, interval: 2 });
 * const model = { name: "m", params: { w }, forward: (x: tf.Tensor) => tf.mul(x, w) };
 * const slots = optimizer.init(model.params), loss = (p: tf.Tensor) => tf.sum(p) as tf.Scalar;
 * const step = makeStep({ model, loss, optimizer, slots });
 * const scales = [0.25, 0.25, 3e38, 0.25].map((x, i) => {
 *   step({ x: tf.scalar(x), y: tf.scalar(0), size: 1 }, { step: i, steps: 4, stepsPerEpoch: 4 }, 0);
 *   return slots["lossScale/scale"]!.dataSync()[0];
 * });
 * assertEquals([w.dataSync()[0], ...scales], [0.25, 1024, 2048, 1024, 1024]);
 * ```
 */
export function lossScale(optimizer: Optimizer, options: LossScaleOptions = {}): Optimizer {
  const { init = 65536, growth = 2, backoff = 0.5, interval = 2000 } = given(options);
  const settings = settle("lossScale", options, { init, growth, backoff, interval }, { optimizer });
  requireRange("lossScale", "a finite number above 0", { init, growth, backoff });
  requireRange("lossScale", "a whole number of at least 1", { interval });
  if (growth < 1) throw new RangeError(`Cannot make lossScale as growth must be at least 1: got ${growth}.`);
  if (backoff > 1) throw new RangeError(`Cannot make lossScale as backoff must be in (0, 1]: got ${backoff}.`);
  requirePart("lossScale", "an optimizer", optimizer, "lossScale(sgd(...))");
  if (optimizer.scale !== undefined) {
    throw new RangeError(`Cannot make lossScale as a loss has one scale: got ${optimizer.name} within it.`);
  }
  const scaling: Optimizer = Object.freeze<Optimizer>({
    ...optimizer,
    elementwise: false,
    name: `lossScale > ${optimizer.name}`,
    settings,
    init: (params) => ({
      ...optimizer.init(params),
      [SCALE]: weight([], init, { trainable: false }),
      [GOOD]: weight([], 0, { trainable: false }),
    }),
    scale: (slots) => slots[SCALE]!,
    update(grads, slots, params, { scale, ...moment }) {
      if (scale === undefined) {
        throw new TypeError(
          "Cannot move weights by lossScale as it must be handed gradients that it has scaled: got others. Put it around what " +
            "changes gradients, as in lossScale(chain(clipByNorm(1), sgd(...))).",
        );
      }
      moment.log?.("loss_scale", scale);
      const inverse = tf.div(1, scale);
      const plain = Object.fromEntries(Object.entries(grads).map(([name, grad]) => [name, tf.mul(grad, inverse)]));
      optimizer.update(plain, slots, params, moment);
    },
    settle(slots, kept) {
      const scale = slots[SCALE]!, good = slots[GOOD]!;
      const row = tf.add(good, 1), full = tf.greaterEqual(row, interval), grown = tf.mul(scale, growth);
      // As PyTorch has it, it does not grow beyond what float32 holds.
      const next = tf.where(tf.logicalAnd(full, tf.isFinite(grown)), grown, scale);
      scale.assign(tf.where(kept, next, tf.mul(scale, backoff)));
      good.assign(tf.where(tf.logicalAnd(kept, tf.logicalNot(full)), row, tf.zerosLike(row)));
    },
    within: (self, around) => self === scaling ? lossScale(around(optimizer), options) : undefined,
  });
  return scaling;
}
