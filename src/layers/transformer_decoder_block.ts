/** A block of a transformer that writes by what another sequence says: it attends to itself, then to that, then thinks. */
import type { Mode, Model } from "../model.ts";
import { given, requirePart, requireRange, settle } from "../options/settle.ts";
import { refuse } from "../shapes/refuse.ts";
import { place } from "../tensors/place.ts";
import { tf } from "../tf.ts";
import { type Elementwise, gelu } from "./activations.ts";
import { dense } from "./dense.ts";
import { dropout as dropping } from "./dropout.ts";
import { layerNorm } from "./layer_norm.ts";
import { type Attending, multiHeadAttention } from "./multi_head_attention.ts";

/** How such a block is made. */
export interface TransformerDecoderBlockOptions {
  /** Numbers of each place of both sequences. */
  readonly units: number;
  /** Heads of both attentions. */
  readonly heads: number;
  /** Numbers of each place within the perceptron. Default 4 * units. */
  readonly hidden?: number;
  /** Whether a place sees only itself and those before it, of its own sequence. Default true. */
  readonly causal?: boolean;
  /** Whether norms stand before the parts or after what is added. Default true. */
  readonly normFirst?: boolean;
  /** The share of looks, and of what each part adds, that is dropped in training, in [0, 1). Default 0. */
  readonly dropout?: number;
  /** Whether to add biases. Default true. */
  readonly bias?: boolean;
  /** What stands between the layers of the perceptron. Default `gelu()`. */
  readonly activation?: Elementwise;
}

/** A sequence and the one that it is written by. */
export interface Decoding {
  /** The sequence that is written, [batch, places, units]. */
  readonly x: tf.Tensor3D;
  /** What it is written by, [batch, places there, units]. */
  readonly memory: tf.Tensor3D;
  /** How many places of `x` there are, [batch]. Default all. */
  readonly lengths?: tf.Tensor1D | undefined;
  /** How many places of `memory` there are, [batch]. Default all. */
  readonly memoryLengths?: tf.Tensor1D | undefined;
  /** 1 where a place may look at one of its own sequence and 0 where not; see {@linkcode Attending}. Default everywhere. */
  readonly mask?: Attending["mask"];
}

/**
 * A block to the shape of `x`, as PyTorch's `TransformerDecoderLayer`: y = x + attention(norm1(x)), z = y + memory_attention(norm2(y),
 * memory), then z + fc2(activation(fc1(norm3(z)))); with `normFirst: false` each norm stands after its sum.
 *
 * Weights: those of {@linkcode transformerBlock}, `norm3/<weight>`, and those of the other attention under `memory_attention/`.
 *
 * @throws {RangeError} If an option is out of range or `heads` does not divide `units`; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { initialize, tf, transformerDecoderBlock } from "jsr:@raptor/raptor";
 *
 * const block = transformerDecoderBlock({ units: 8, heads: 2 });
 * initialize(block, 1);
 * const given = { x: tf.ones([2, 3, 8]) as tf.Tensor3D, memory: tf.ones([2, 7, 8]) as tf.Tensor3D };
 * assertEquals(block.forward(given, { training: false, seed: 0 }).shape, [2, 3, 8]);
 * ```
 */
export function transformerDecoderBlock(options: TransformerDecoderBlockOptions): Model<Decoding, tf.Tensor3D> {
  const { units, heads, hidden = 4 * units, causal = true, normFirst = true, dropout = 0, bias = true } = given(
    options,
  );
  const { activation = gelu() } = given(options),
    values = { units, heads, hidden, causal, normFirst, dropout, bias, activation };
  const settings = settle("transformerDecoderBlock", options, values);
  requirePart("transformerDecoderBlock", "a model", activation, "transformerDecoderBlock({ activation: gelu(), ... })");
  requireRange("transformerDecoderBlock", "a whole number of at least 1", { units, heads, hidden });
  requireRange("transformerDecoderBlock", "true or false", { causal, normFirst });
  const norm = (name: string) => place(name, layerNorm({ units, bias }));
  const parts = {
    norm1: norm("norm1"),
    attention: place("attention", multiHeadAttention({ units, heads, causal, dropout, bias })),
    norm2: norm("norm2"),
    memory: place("memory_attention", multiHeadAttention({ units, heads, dropout, bias })),
    norm3: norm("norm3"),
    fc1: place("fc1", dense({ inputs: units, units: hidden, bias })),
    fc2: place("fc2", dense({ inputs: hidden, units, bias })),
  };
  const { norm1, attention, norm2, memory: looking, norm3, fc1, fc2 } = parts;
  const [drop, drop1, drop2, drop3] = ["drop", "drop1", "drop2", "drop3"].map((name) =>
    place(name, dropping({ rate: dropout }))
  );
  return Object.freeze({
    name: "transformerDecoderBlock",
    settings,
    staticGraph: dropout === 0 && Boolean(activation.staticGraph),
    params: Object.freeze(Object.assign({}, ...Object.values(parts).map(({ params }) => params))),
    forward({ x, memory, lengths, memoryLengths, mask }: Decoding, mode: Mode): tf.Tensor3D {
      if (x?.rank !== 3 || x.shape[2] !== units) {
        throw refuse("transformerDecoderBlock", mode, `x [batch, places, ${units}]`, x);
      }
      const around = (x: tf.Tensor3D, normed: typeof norm1, part: (x: tf.Tensor3D) => tf.Tensor3D): tf.Tensor3D =>
        normFirst
          ? tf.add(x, part(normed.forward(x, mode))) as tf.Tensor3D
          : normed.forward(tf.add(x, part(x)) as tf.Tensor3D, mode);
      const y = around(x, norm1, (x) => drop1!.forward(attention.forward({ x, lengths, mask }, mode), mode));
      const z = around(y, norm2, (x) => {
        return drop2!.forward(looking.forward({ x, memory, lengths: memoryLengths }, mode), mode);
      });
      return around(z, norm3, (x) => {
        const wide = drop!.forward(activation.forward(fc1.forward(x, mode), mode), mode);
        return drop3!.forward(fc2.forward(wide, mode), mode);
      });
    },
  });
}
