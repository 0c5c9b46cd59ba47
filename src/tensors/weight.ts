/**
 * Weights: variables that know how to draw their first values.
 *
 * A weight is named only by its key in a model's `params`, and is drawn from (seed, name): so the order in which
 * layers are made changes nothing. Until `initialize` draws it, a random weight holds NaN.
 */
import { tf } from "../tf.ts";
import type { Model } from "../model.ts";
import { given, settle } from "../options/settle.ts";
import type { Settings } from "../settings.ts";
import { isMemory, outOfMemory } from "./out_of_memory.ts";
import { generator, mixSeed } from "./random.ts";

/** Draws the first values of a weight. */
export interface Initializer {
  /**
   * The values, the last axis running fastest.
   *
   * @param shape The weight's shape.
   * @param next Uniform random numbers in [0, 1).
   */
  (shape: readonly number[], next: () => number): Float32Array;
  /** How it was made, as plain data; its name there is that of the function. */
  readonly settings?: Settings;
}

/** How a weight is made. */
export interface WeightOptions {
  /** Whether the optimizer moves it. Default true. */
  readonly trainable?: boolean;
}

const origin = Symbol("origin");

interface Origin {
  readonly initializer: Initializer;
  /** The data the weight was born with; another one says that it was loaded or set since. */
  readonly data: object;
}

/**
 * A weight of a model.
 *
 * @param shape Its shape.
 * @param initializer How its first values are drawn, or one number for all of them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weight } from "jsr:@raptor/raptor";
 *
 * const bias = weight([2], 0.5);
 * assertEquals(bias.arraySync(), [0.5, 0.5]);
 * bias.dispose();
 * ```
 */
export function weight(
  shape: readonly number[],
  initializer: Initializer | number,
  options: WeightOptions = {},
): tf.Variable {
  const { trainable = true } = given(options);
  settle("weight", options, { trainable });
  if (!Array.isArray(shape)) {
    throw new TypeError(
      `Cannot make a weight as its shape must be a list of sides such as [3, 4]: got ${String(shape)}.`,
    );
  }
  return tf.tidy(() => {
    const filling = typeof initializer === "number" ? initializer : NaN;
    const variable = tf.variable(filled(shape, filling), trainable);
    if (typeof initializer === "function") {
      const made: Origin = { initializer, data: variable.dataId };
      Object.assign(variable, { [origin]: made });
    }
    return variable as unknown as tf.Tensor;
  }) as unknown as tf.Variable;
}

function filled(shape: readonly number[], filling: number): tf.Tensor {
  try {
    return tf.fill([...shape], filling);
  } catch (error) {
    if (!isMemory(error)) throw error;
    throw outOfMemory(`make a weight of [${shape}]`, error.message);
  }
}

/**
 * Draws the weights of a model that have not been drawn, loaded or set yet. The runner does so before it trains;
 * call it only to use a model by hand.
 *
 * @param model The model.
 * @param seed An unsigned 32-bit integer. Default 0.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { initialize, weight } from "jsr:@raptor/raptor";
 *
 * const model = { params: { kernel: weight([4], (shape, next) => Float32Array.from({ length: shape[0]! }, next)) } };
 * initialize(model, 1);
 * assert(model.params.kernel.arraySync() instanceof Array);
 * model.params.kernel.dispose();
 * ```
 */
export function initialize(model: Pick<Model<never, unknown>, "params">, seed = 0): void {
  for (const [name, variable] of Object.entries(model.params)) {
    const born = (variable as { [origin]?: Origin })[origin];
    if (born === undefined || born.data !== variable.dataId) continue;
    const values = born.initializer(variable.shape, generator(mixSeed(seed, name)));
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
}

/**
 * Has a weight drawn in another way when {@linkcode initialize} is called next; until then it holds NaN where chance has a say.
 *
 * @param initializer How, or one number for all of it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { initialize, weight } from "jsr:@raptor/raptor";
 * import { drawnBy } from "./weight.ts";
 *
 * const bias = weight([2], 0);
 * drawnBy(bias, (shape) => new Float32Array(shape[0]!).fill(7));
 * initialize({ params: { bias } });
 * assertEquals(bias.arraySync(), [7, 7]);
 * bias.dispose();
 * ```
 */
export function drawnBy(variable: tf.Variable, initializer: Initializer | number): void {
  const filling = typeof initializer === "number" ? initializer : NaN;
  tf.tidy(() => variable.assign(tf.fill(variable.shape, filling) as never));
  const made = typeof initializer === "function" ? { initializer, data: variable.dataId } : undefined;
  Object.assign(variable, { [origin]: made });
}
