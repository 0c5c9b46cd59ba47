/** Attention with several heads: places of a sequence take from each other what they ask for. */
import { requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import { attend } from "../tensors/attention.ts";
import { place } from "../tensors/place.ts";
import { fanInUniform } from "../tensors/initializers.ts";
import type { Initializer } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { refuse } from "../shapes/refuse.ts";
import { dense } from "./dense.ts";
import { dropout as dropping } from "./dropout.ts";

/** How attention is made. */
export interface MultiHeadAttentionOptions {
  /** Numbers of each place, in and out. */
  readonly units: number;
  /** Heads, each of units / heads numbers. */
  readonly heads: number;
  /** Whether a place sees only itself and those before it. Default false. */
  readonly causal?: boolean;
  /** The share of looks that are dropped in training, in [0, 1). Default 0. */
  readonly dropout?: number;
  /** Whether to add biases. Default true. */
  readonly bias?: boolean;
  /** How the kernel of queries, keys and values is drawn. Default uniform in ±sqrt(6 / (4 * units)), as in PyTorch. */
  readonly initializer?: Initializer;
  /** How the kernel that joins the heads is drawn. Default as `initializer`, else as {@linkcode dense} does. */
  readonly outInitializer?: Initializer;
}

/**
 * Attention of a sequence to itself (Vaswani et al., 2017), from [batch, places, units] to the same shape, as PyTorch's
 * `MultiheadAttention` with one tensor for query, key and value.
 *
 * Biases begin at 0. Weights: `qkv/kernel` [units, 3 * units] and `qkv/bias` for queries, keys and values, in this order, each of them head by
 * head; `out/kernel` [units, units] and `out/bias`. PyTorch's `in_proj_weight` and `out_proj.weight` are these kernels turned.
 *
 * @throws {RangeError} If an option is out of range or `heads` does not divide `units`; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { initialize, multiHeadAttention, tf } from "jsr:@raptor/raptor";
 *
 * const layer = multiHeadAttention({ units: 8, heads: 2, causal: true });
 * initialize(layer, 1);
 * const first = (x: tf.Tensor3D) => layer.forward(x, { training: false, seed: 0 }).arraySync()[0]![0];
 * const x = tf.randomNormal([1, 5, 8]) as tf.Tensor3D;
 * // The first place does not look at those behind it.
 * assertEquals(first(x), first(tf.slice(x, [0, 0, 0], [1, 1, 8])));
 * ```
 */
export function multiHeadAttention(options: MultiHeadAttentionOptions): Model<tf.Tensor3D, tf.Tensor3D> {
  const { units, heads, causal = false, dropout = 0, bias = true, initializer, outInitializer = initializer } = options;
  const usual = { name: "fanInUniform", fanIn: 2 / 3 * units };
  const values = { units, heads, causal, dropout, bias, initializer: initializer ?? usual, outInitializer };
  const settings = settle("multiHeadAttention", options, values);
  requireRange("multiHeadAttention", "a whole number of at least 1", { units, heads });
  requireRange("multiHeadAttention", "true or false", { causal, bias });
  requireRange("multiHeadAttention", "in [0, 1)", { dropout });
  if (units % heads !== 0) {
    throw new RangeError(
      `Cannot make multiHeadAttention as heads must divide units: got ${heads} heads of ${units} units.`,
    );
  }
  // Glorot's bound for a matrix [units, 3 * units].
  const inner = { initializer: initializer ?? fanInUniform(2 / 3 * units), bias, biasInitializer: 0 };
  const outer = { ...outInitializer && { initializer: outInitializer }, bias, biasInitializer: 0 };
  const qkv = place("qkv", dense({ inputs: units, units: 3 * units, ...inner }));
  const out = place("out", dense({ inputs: units, units, ...outer }));
  const drop = place("drop", dropping({ rate: dropout }));
  return Object.freeze({
    name: "multiHeadAttention",
    settings,
    staticGraph: dropout === 0,
    params: Object.freeze({ ...qkv.params, ...out.params }),
    forward(x: tf.Tensor3D, mode: Mode): tf.Tensor3D {
      if (x.rank !== 3 || x.shape[2] !== units) {
        throw refuse("multiHeadAttention", mode, `[batch, places, ${units}]`, x);
      }
      const [batch, places] = x.shape;
      const rows = tf.reshape(x, [batch * places, units]) as tf.Tensor2D;
      const split = tf.reshape(qkv.forward(rows, mode), [batch, places, 3, heads, units / heads]);
      const [q, k, v] = tf.unstack(tf.transpose(split, [2, 0, 3, 1, 4])) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
      const mixed = attend(q, k, v, { causal, dropping: (shares) => drop.forward(shares, mode) });
      const joined = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch * places, units]) as tf.Tensor2D;
      return tf.reshape(out.forward(joined, mode), x.shape);
    },
  });
}
