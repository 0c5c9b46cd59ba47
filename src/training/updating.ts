/** The updates of one step: made one after the other, watched together, and taken back together. */
import type { Params } from "../model.ts";
import type { Moment, Optimizer, Slots } from "../optimizer.ts";
import type { Tracing } from "../shown.ts";
import { isLedger } from "../tensors/ledger.ts";
import { copied, type GiveBack, remember } from "../tensors/take_back.ts";
import { tf } from "../tf.ts";
import type { Slopes } from "./differentiate.ts";
import type { Show } from "./exhibition.ts";

/**
 * Who is told, without a read, whether what a step computed is finite. A step whose loss or gradients are not leaves the
 * weights, statistics and slots as they were.
 */
export interface Watch {
  /**
   * Takes what tells of one step; whoever takes it disposes of it.
   *
   * @param sums [1 + weights]: a number for the loss, and one for each gradient, which is finite if they are.
   * @param weights The weights that have a gradient, those of several updates one after the other.
   */
  see(sums: tf.Tensor1D, weights: readonly string[]): void;
  /** Steps left out so far, counted on the device. Default nobody counts. */
  readonly leftOut?: tf.Variable;
}

/** What updates are made of. */
export interface Updating {
  readonly optimizer: Optimizer;
  readonly slots: Slots;
  readonly params: Params;
  /** The weights, each by its first name. */
  readonly weights: Params;
  readonly watch: Watch | undefined;
  /** Whether a step may have several updates, so that none of them is known to be the last. Default false. */
  readonly several?: boolean;
  /** Is shown gradients where it asks for them. Default nobody. */
  readonly show?: Show | undefined;
  /** Hears what each update takes. Default nobody. */
  readonly tracing?: Tracing | undefined;
}

/** The updates of a step that is under way. */
export interface Updates {
  /**
   * Moves weights.
   *
   * @param count How many examples the gradients are a mean over.
   */
  apply(slopes: Slopes, count: number | tf.Scalar): void;
  /**
   * Ends the step: tells what watches, and takes all back where anything was not finite.
   *
   * @returns What the optimizer has to log.
   */
  end(): Readonly<Record<string, tf.Scalar>>;
  /** Whether the step is kept, a boolean scalar, once it has ended; undefined where nobody watches. */
  readonly finite?: tf.Tensor | undefined;
}

/**
 * Begins the updates of steps.
 *
 * @returns Begins those of one step; it and what it answers are run in that step's tidy.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sgd, tf, weight } from "jsr:@raptor/raptor";
 * import { updating } from "./updating.ts";
 *
 * const params = { w: weight([], 1) };
 * const begin = updating({ optimizer: sgd({ lr: 0.5 }), slots: {}, params, weights: params, watch: undefined });
 * tf.tidy(() => {
 *   const updates = begin({ step: 0, steps: 1, stepsPerEpoch: 1 });
 *   updates.apply({ loss: tf.scalar(0), parts: {}, gradients: { w: tf.scalar(1) }, sums: undefined }, 1);
 *   updates.end();
 * });
 * assertEquals(params.w.dataSync()[0], 0.5);
 * ```
 */
export function updating(
  { optimizer, slots, params, weights, watch, several = false, show, tracing }: Updating,
): (moment: Moment) => Updates {
  const statistics = Object.values(weights).filter(({ trainable }) => !trainable);
  const remembered = Object.values(slots).filter((slot) => !isLedger(slot));
  const guarded = watch !== undefined || optimizer.scale !== undefined, { leftOut } = watch ?? {};
  return (at) => {
    // As they are now: the step ends by changing both.
    const scale = optimizer.scale && tf.clone(optimizer.scale(slots)) as tf.Scalar;
    const before = leftOut && { leftOut: tf.clone(leftOut) as tf.Scalar };
    const moment: Moment = { ...at, ...scale && { scale }, ...before };
    const sums: tf.Tensor1D[] = [], names: string[] = [], backs: GiveBack[] = [];
    const held = new Set<tf.Variable>(), logged: Record<string, tf.Scalar> = {};
    let finite: tf.Tensor | undefined;
    const log = (name: string, value: tf.Scalar) => void (logged[name] = value);
    if (guarded) backs.push(remember(statistics));
    /** An optimizer moves weights before anybody knows whether it should. */
    const hold = (moving: readonly tf.Variable[]) => {
      if (!guarded) return;
      const all = held.size === 0 ? [...moving, ...remembered] : moving;
      backs.push(copied(all.filter((variable) => held.size < held.add(variable).size)));
    };
    return {
      get finite() {
        return finite;
      },
      apply({ gradients, sums: told }, count) {
        const moved = Object.keys(gradients);
        hold(moved.map((name) => weights[name]!));
        if (guarded) sums.push(told!), names.push(...moved);
        if (show?.gradients) show.see({ gradients: scale ? unscaled(gradients, scale) : gradients });
        const began = tracing && performance.now();
        optimizer.update(gradients, slots, params, { ...moment, count, log, ...several && { last: false } });
        if (began !== undefined) tracing!.tell?.("update", began, performance.now());
      },
      end() {
        if (several && optimizer.flush !== undefined && moment.step + 1 === moment.steps) {
          hold(Object.values(weights).filter(({ trainable }) => trainable));
          optimizer.flush(slots, params, { ...moment, log });
        }
        if (!guarded) return logged;
        const all = together(sums);
        finite = tf.isFinite(tf.sum(all));
        for (const giveBack of backs) giveBack(finite);
        optimizer.settle?.(slots, finite);
        leftOut?.assign(tf.add(leftOut, tf.cast(tf.logicalNot(finite), "float32")));
        watch?.see(tf.keep(all), names);
        return logged;
      },
    };
  };
}

/** Gradients as they are without a scale. */
function unscaled(gradients: Slopes["gradients"], scale: tf.Scalar): Slopes["gradients"] {
  return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, tf.div(gradient, scale)]));
}

/** The sums of several updates: that of all losses, then those of all gradients. */
function together(sums: readonly tf.Tensor1D[]): tf.Tensor1D {
  if (sums.length === 1) return sums[0]!;
  if (sums.length === 0) return tf.zeros([1]);
  const losses = sums.map((one) => tf.slice1d(one, 0, 1));
  return tf.concat1d([tf.addN(losses) as tf.Tensor1D, ...sums.map((one) => tf.slice1d(one, 1, one.size - 1))]);
}
