/**
 * Memory for time: what a part of a network computes on its way forward is thrown away, and computed again when its gradient
 * is asked for.
 */
import { tf } from "../tf.ts";
import type { Params } from "../model.ts";
import { after } from "./kernel.ts";
import { distinct } from "./by_name.ts";
import { mayBeDerivedAgain } from "./gradients/tape.ts";
import { meeting } from "./meeting.ts";
import { releaseEarly, releaseTape } from "./on_tape.ts";

/**
 * Runs a part of a network so that only its input is kept for its gradient, which runs the part again (Chen et al., 2016).
 *
 * What runs must do the same again: random numbers come from a seed. Weights that do not learn, such as running statistics,
 * are moved by the first run alone. A gradient of a gradient keeps all, as it must.
 *
 * Where ranks share out its weights, they are made whole for each run and are given back after it; their gradients go to who shares them out.
 *
 * @param x What goes in.
 * @param params All weights of the part.
 * @param run Computes the result, one tensor.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { recomputed } from "./recomputed.ts";
 *
 * const w = tf.variable(tf.scalar(3));
 * let runs = 0;
 * const part = (x: tf.Tensor) => (runs++, tf.mul(tf.square(x), w));
 * const slope = tf.grad((x) => recomputed(x, { w }, part))(tf.scalar(2));
 * assertEquals([slope.dataSync()[0], runs], [2 * 2 * 3, 2]);
 * ```
 */
export function recomputed(x: tf.Tensor, params: Params, run: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const weights = Object.values(distinct(params));
  const learned = weights.filter(({ trainable }) => trainable),
    statistics = weights.filter(({ trainable }) => !trainable);
  const units = meeting()?.units, apart = units?.apart(learned) ?? [];
  if (mayBeDerivedAgain()) {
    if (apart.length === 0) return run(x);
    throw new TypeError(
      "Cannot derive a gradient again as the weights it depends on must be whole: got ranks: { shardWeights: true }. Leave it out.",
    );
  }
  const whole = <T>(work: () => T): T => {
    units?.gather(apart);
    try {
      return work();
    } finally {
      units?.release(apart);
    }
  };
  // What is not there is no input; without any, nobody would ask for a gradient where `x` needs none.
  const here = learned.filter((weight) => !apart.includes(weight));
  const inputs = [x, ...here, ...apart.length > 0 ? [units!.anchor] : []] as tf.Tensor[];
  const op = tf.customGrad((...given) => {
    (given.at(-1) as unknown as (kept: tf.Tensor[]) => void)([x]);
    const value = whole(() => run(x));
    return {
      // What runs may hand on what it is given.
      value: value === x ? tf.clone(value) : value,
      gradFunc: (dy: tf.Tensor, [kept]: tf.Tensor[]) => {
        const [slope, ...slopes] = whole(() => gradientsOf(kept!, dy, learned, statistics, run));
        const of = new Map<tf.Tensor, tf.Tensor | undefined>(learned.map((weight, i) => [weight, slopes[i]]));
        const answer = inputs.map((input, i) => (i === 0 ? slope : of.get(input)) ?? tf.zeros(input.shape));
        if (apart.length === 0) return answer;
        units!.take(apart, apart.map((weight) => of.get(weight)));
        // Whole gradients of a unit are not kept until the others come.
        for (const weight of apart) if (!answer.includes(of.get(weight)!)) of.get(weight)?.dispose();
        return answer;
      },
    };
  });
  return op(...inputs);
}

/** Of the input and the weights, by running again. */
function gradientsOf(
  x: tf.Tensor,
  dy: tf.Tensor,
  learned: readonly tf.Variable[],
  statistics: readonly tf.Variable[],
  run: (x: tf.Tensor) => tf.Tensor,
): readonly (tf.Tensor | undefined)[] {
  const state = (tf.engine() as unknown as { readonly state: { activeTape?: unknown } }).state;
  // The gradients under way go on by a tape of their own.
  const outer = state.activeTape, before = statistics.map(copyOf);
  // Else nothing would keep an engine that puts steps off from running the part again at once.
  const again = after(x, dy);
  try {
    const rerun = () => {
      const y = run(again);
      releaseEarly();
      return y;
    };
    return tf.engine().gradients(rerun, [again, ...learned], dy, true).grads;
  } catch (error) {
    releaseTape();
    throw error;
  } finally {
    state.activeTape = outer;
    for (const [i, variable] of statistics.entries()) variable.assign(before[i]!);
  }
}

/** A copy that does not move with the variable, as a clone may. */
function copyOf(variable: tf.Variable): tf.Tensor {
  return variable.dtype === "float32" ? tf.mul(variable, 1) : tf.cast(tf.cast(variable, "float32"), variable.dtype);
}
