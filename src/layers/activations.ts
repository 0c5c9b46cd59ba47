/** Activations: layers without weights that work element by element. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Params } from "../model.ts";
import type { Settings } from "../settings.ts";
import { gelu as curve } from "../tensors/gelu.ts";
import { real } from "../tensors/real.ts";
import { relu as rectify } from "../tensors/relu.ts";
import { tf } from "../tf.ts";

/** A layer that gives back the shape it gets. */
export interface Elementwise {
  /** A word for logs. */
  readonly name: string;
  /** How it was made, as plain data. */
  readonly settings?: Settings;
  /** None. */
  readonly params: Params;
  /** As of every model. */
  readonly staticGraph?: boolean;
  /** Computes the output, of the input's shape. */
  forward<T extends tf.Tensor>(x: T, mode: Mode): T;
}

function elementwise(name: string, compute: (x: tf.Tensor) => tf.Tensor, settings: Settings = {}): Elementwise {
  const forward = <T extends tf.Tensor>(x: T) => compute(real(x)) as T;
  return Object.freeze({
    name,
    settings: Object.freeze(settings),
    staticGraph: true,
    params: Object.freeze({}),
    forward,
  });
}

/**
 * The rectifier max(x, 0).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { relu, tf } from "jsr:@raptor/raptor";
 *
 * assertEquals(relu().forward(tf.tensor1d([-1, 2]), { training: false, seed: 0 }).arraySync(), [0, 2]);
 * ```
 */
export const relu = (): Elementwise => elementwise("relu", rectify);

/**
 * The approximation of {@linkcode gelu} by tanh, x / 2 · (1 + tanh(sqrt(2 / π) · (x + 0.044715 · x³))), which GPT-2 and others were trained with.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { geluTanh, tf } from "jsr:@raptor/raptor";
 *
 * assertAlmostEquals(geluTanh().forward(tf.scalar(1), { training: false, seed: 0 }).dataSync()[0]!, 0.841192, 1e-5);
 * ```
 */
export const geluTanh = (): Elementwise =>
  elementwise("geluTanh", (x) => {
    const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI));
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
  });

/**
 * The rectifier that lets a share `slope` (default 0.01) of what is negative through (Maas et al., 2013).
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { leakyRelu, tf } from "jsr:@raptor/raptor";
 *
 * const y = leakyRelu().forward(tf.tensor1d([-1]), { training: false, seed: 0 });
 * assertAlmostEquals(y.dataSync()[0]!, -0.01, 1e-5);
 * ```
 */
export const leakyRelu = (options: LeakyReluOptions = {}): Elementwise => {
  const { slope = 0.01 } = given(options);
  const settings = settle("leakyRelu", options, { slope });
  requireRange("leakyRelu", "a finite number", { slope });
  return elementwise("leakyRelu", (x) => tf.leakyRelu(x, slope), settings);
};

/** How {@linkcode leakyRelu} leaks. */
export interface LeakyReluOptions {
  /** The slope below 0. Default 0.01. */
  readonly slope?: number;
}

/**
 * The Gaussian error linear unit x · Φ(x), by the error function (Hendrycks and Gimpel, 2016).
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { gelu, tf } from "jsr:@raptor/raptor";
 *
 * const y = gelu().forward(tf.tensor1d([1]), { training: false, seed: 0 });
 * assertAlmostEquals(y.dataSync()[0]!, 0.8413447, 1e-5);
 * ```
 */
export const gelu = (): Elementwise => elementwise("gelu", curve);

/**
 * The logistic function 1 / (1 + e⁻ˣ).
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { sigmoid, tf } from "jsr:@raptor/raptor";
 *
 * const y = sigmoid().forward(tf.tensor1d([0]), { training: false, seed: 0 });
 * assertAlmostEquals(y.dataSync()[0]!, 0.5, 1e-5);
 * ```
 */
export const sigmoid = (): Elementwise =>
  Object.freeze({ ...elementwise("sigmoid", (x) => tf.sigmoid(x)), gives: "probabilities" });

/**
 * The hyperbolic tangent.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tanh, tf } from "jsr:@raptor/raptor";
 *
 * const y = tanh().forward(tf.tensor1d([1]), { training: false, seed: 0 });
 * assertAlmostEquals(y.dataSync()[0]!, 0.7615942, 1e-5);
 * ```
 */
export const tanh = (): Elementwise => elementwise("tanh", (x) => tf.tanh(x));

/**
 * x · sigmoid(x), also known as swish (Elfwing et al., 2018).
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { silu, tf } from "jsr:@raptor/raptor";
 *
 * const y = silu().forward(tf.tensor1d([1]), { training: false, seed: 0 });
 * assertAlmostEquals(y.dataSync()[0]!, 0.7310586, 1e-5);
 * ```
 */
export const silu = (): Elementwise => elementwise("silu", (x) => tf.mul(x, tf.sigmoid(x)));

/**
 * The rectifier that ends at 6: min(max(x, 0), 6) (Howard et al., 2017).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { relu6, tf } from "jsr:@raptor/raptor";
 *
 * assertEquals(relu6().forward(tf.tensor1d([-1, 2, 9]), { training: false, seed: 0 }).arraySync(), [0, 2, 6]);
 * ```
 */
export const relu6 = (): Elementwise => elementwise("relu6", (x) => tf.clipByValue(x, 0, 6));

/**
 * A logistic function of straight lines: min(max(x + 3, 0), 6) / 6 (Howard et al., 2019).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { hardSigmoid, tf } from "jsr:@raptor/raptor";
 *
 * assertEquals(hardSigmoid().forward(tf.tensor1d([-4, 0, 4]), { training: false, seed: 0 }).arraySync(), [0, 0.5, 1]);
 * ```
 */
export const hardSigmoid = (): Elementwise => elementwise("hardSigmoid", gate);

/**
 * x · hardSigmoid(x) (Howard et al., 2019).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { hardSwish, tf } from "jsr:@raptor/raptor";
 *
 * assertEquals(hardSwish().forward(tf.tensor1d([-1.5, 0, 4]), { training: false, seed: 0 }).arraySync(), [-0.375, 0, 4]);
 * ```
 */
export const hardSwish = (): Elementwise => elementwise("hardSwish", (x) => tf.mul(x, gate(x)));

function gate(x: tf.Tensor): tf.Tensor {
  return tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6);
}
