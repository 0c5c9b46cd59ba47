/** A block of a transformer: attention, then a perceptron for each place, each with a way around it. */
import { given, requirePart, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import { refuse } from "../shapes/refuse.ts";
import { place } from "../tensors/place.ts";
import type { Initializer } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { type Elementwise, gelu } from "./activations.ts";
import { dense } from "./dense.ts";
import { dropout as dropping } from "./dropout.ts";
import { layerNorm } from "./layer_norm.ts";
import { type Attending, multiHeadAttention } from "./multi_head_attention.ts";

/** How a block is made. */
export interface TransformerBlockOptions {
  /** Numbers of each place, in and out. */
  readonly units: number;
  /** Heads of the attention. */
  readonly heads: number;
  /** Numbers of each place within the perceptron. Default 4 * units. */
  readonly hidden?: number;
  /** Heads of keys and values, each for several of the queries'; see {@linkcode multiHeadAttention}. Default `heads`. */
  readonly kvHeads?: number;
  /** Whether a place sees only itself and those before it. Default false. */
  readonly causal?: boolean;
  /** Whether places are told by turning queries and keys, and the base of the angles if not 10,000. Default false. */
  readonly rotary?: boolean | number;
  /** Queries that are worked on at a time, so that long sequences need less memory. Default all. */
  readonly block?: number;
  /** Whether norms stand before the parts (Xiong et al., 2020) or after what is added (Vaswani et al., 2017). Default true. */
  readonly normFirst?: boolean;
  /** The share of looks, and of what either part adds, that is dropped in training, in [0, 1). Default 0. */
  readonly dropout?: number;
  /** Whether to add biases. Default true. */
  readonly bias?: boolean;
  /** What stands between the layers of the perceptron. Default `gelu()`. */
  readonly activation?: Elementwise;
  /** Makes each norm, such as `rmsNorm`. Default {@linkcode layerNorm}. */
  readonly norm?: (options: { readonly units: number }) => Elementwise;
  /** How kernels are drawn; biases then begin at 0. Default both as {@linkcode dense} does. */
  readonly initializer?: Initializer;
  /** How the kernels are drawn whose results are added to what goes around. Default as `initializer`. */
  readonly outInitializer?: Initializer;
}

/**
 * A block from [batch, places, units] to the same shape, as PyTorch's `TransformerEncoderLayer`:
 * y = x + attention(norm1(x)), then y + fc2(activation(fc1(norm2(y)))); with `normFirst: false`, y = norm1(x + attention(x)), then
 * norm2(y + fc2(activation(fc1(y)))). Of {@linkcode Attending} padding and what a mask hides are not looked at.
 *
 * Weights: `norm1/<weight>`, those of {@linkcode multiHeadAttention} under `attention/`, `norm2/<weight>`,
 * `fc1/kernel` [units, hidden], `fc1/bias`, `fc2/kernel` [hidden, units] and `fc2/bias`. Those of PyTorch load by their names there.
 *
 * @throws {RangeError} If an option is out of range or `heads` does not divide `units`; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { initialize, rmsNorm, tf, transformerBlock } from "jsr:@raptor/raptor";
 *
 * const block = transformerBlock({ units: 8, heads: 2, causal: true, bias: false, norm: rmsNorm });
 * initialize(block, 1);
 * assertEquals(block.forward(tf.ones([2, 5, 8]), { training: false, seed: 0 }).shape, [2, 5, 8]);
 * assertEquals(Object.keys(block.params).slice(0, 2), ["norm1/scale", "attention/qkv/kernel"]);
 * ```
 */
export function transformerBlock(options: TransformerBlockOptions): Model<tf.Tensor3D | Attending, tf.Tensor3D> {
  const { units, heads, hidden = 4 * units, causal = false, dropout = 0, bias = true, activation = gelu() } = given(
    options,
  );
  const { kvHeads, rotary, block, normFirst = true, initializer, outInitializer = initializer } = given(options);
  const norm = given(options).norm ?? (({ units }) => layerNorm({ units, bias })),
    drawn = { initializer, outInitializer };
  const settings = settle("transformerBlock", options, {
    ...{ units, heads, kvHeads, hidden, causal, rotary, block, normFirst, dropout, bias, activation },
    ...{ norm: given(options).norm ?? "layerNorm", ...drawn },
  });
  requirePart("transformerBlock", "a model", activation, "transformerBlock({ activation: gelu(), ... })");
  requireRange("transformerBlock", "a whole number of at least 1", { units, heads, hidden });
  requireRange("transformerBlock", "true or false", { normFirst });
  requireRange("transformerBlock", "a function", { norm });
  const biased = { bias, ...initializer && { biasInitializer: 0 } };
  const [inner, outer] = [initializer, outInitializer].map((it) => ({ ...biased, ...it && { initializer: it } }));
  const looking = { units, heads, kvHeads, causal, rotary, block, dropout, bias, ...drawn };
  const attending = Object.fromEntries(Object.entries(looking).filter(([, value]) => value !== undefined));
  const parts = {
    norm1: place("norm1", norm({ units })),
    attention: place("attention", multiHeadAttention(attending as never)),
    norm2: place("norm2", norm({ units })),
    fc1: place("fc1", dense({ inputs: units, units: hidden, ...inner })),
    fc2: place("fc2", dense({ inputs: hidden, units, ...outer })),
  };
  const [drop, drop1, drop2] = ["drop", "drop1", "drop2"].map((name) => place(name, dropping({ rate: dropout })));
  const { norm1, attention, norm2, fc1, fc2 } = parts;
  return Object.freeze({
    name: "transformerBlock",
    settings,
    staticGraph: dropout === 0 && Boolean(activation.staticGraph && norm1.staticGraph),
    params: Object.freeze(Object.assign({}, ...Object.values(parts).map(({ params }) => params))),
    forward(given: tf.Tensor3D | Attending, mode: Mode): tf.Tensor3D {
      const { x, ...how } = given instanceof tf.Tensor ? { x: given } : given;
      if (x?.rank !== 3 || x.shape[2] !== units) throw refuse("transformerBlock", mode, `[batch, places, ${units}]`, x);
      const look = (x: tf.Tensor3D) => drop1!.forward(attention.forward({ ...how, x }, mode), mode);
      const think = (x: tf.Tensor3D) =>
        drop2!.forward(fc2.forward(drop!.forward(activation.forward(fc1.forward(x, mode), mode), mode), mode), mode);
      if (normFirst) {
        const y = tf.add(x, look(norm1.forward(x, mode))) as tf.Tensor3D;
        return tf.add(y, think(norm2.forward(y, mode)));
      }
      const y = norm1.forward(tf.add(x, look(x)) as tf.Tensor3D, mode);
      return norm2.forward(tf.add(y, think(y)) as tf.Tensor3D, mode);
    },
  });
}
