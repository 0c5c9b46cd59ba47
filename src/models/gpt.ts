/** Language models of GPT-2's kind: which token comes next, at every place of a text. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import type { WeightsFrom } from "../pretrained.ts";
import { tf } from "../tf.ts";
import { type Elementwise, gelu } from "../layers/activations.ts";
import { dense } from "../layers/dense.ts";
import { dropout as dropping } from "../layers/dropout.ts";
import { embedding } from "../layers/embedding.ts";
import { layerNorm } from "../layers/layer_norm.ts";
import { positionalEmbedding } from "../layers/positional_embedding.ts";
import { sequential } from "../layers/sequential.ts";
import { transformerBlock } from "../layers/transformer_block.ts";
import { refuse } from "../shapes/refuse.ts";
import { gaussian } from "../tensors/initializers.ts";
import { model } from "./model.ts";

/** How a language model is made. Without options it is GPT-2 of 124 million numbers. */
export interface GptOptions {
  /** How many different tokens there are. Default 50,257. */
  readonly entries?: number;
  /** Places it sees at most. Default 1024. */
  readonly length?: number;
  /** Blocks. Default 12; GPT-2's other sizes have 24, 36 and 48. */
  readonly layers?: number;
  /** Heads of each block. Default 12; GPT-2's other sizes have 16, 20 and 25. */
  readonly heads?: number;
  /** Numbers of each place. Default 768; GPT-2's other sizes have 1024, 1280 and 1600. */
  readonly units?: number;
  /** The share that is dropped in training, in [0, 1). Default 0; GPT-2 was trained with 0.1. */
  readonly dropout?: number;
  /** Whether dense layers and norms have biases. Default true. */
  readonly bias?: boolean;
  /** Whether the table of the tokens is also what scores them (Press and Wolf, 2017). Default true. */
  readonly tie?: boolean;
  /** What stands within each perceptron. Default `gelu()`; GPT-2 was trained with `geluTanh()`. */
  readonly activation?: Elementwise;
  /**
   * The file that it begins with, such as that of GPT-2 in Hugging Face's form, whose names are known: a path or an address, or either
   * with how the names of the file are read. Default none.
   */
  readonly weights?: string | URL | WeightsFrom;
}

/**
 * A transformer that reads from left to right (Radford et al., 2019), in nanoGPT's form: from tokens [batch, places] of dtype
 * int32 to logits [batch, places, entries] of the token that follows each place.
 *
 * Weights: `tokens/table`, `places/table`, those of each {@linkcode transformerBlock} under `blocks/0/` and so on,
 * `norm/scale`, `norm/offset` and, where it is not tied, `head/kernel`. They are drawn as GPT-2's: normal with a deviation of
 * 0.02, that of what is added to the way around a block divided by sqrt(2 * layers).
 *
 * @throws {RangeError} If an option is out of range or `heads` does not divide `units`; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { gpt, initialize, tf } from "jsr:@raptor/raptor";
 *
 * const small = gpt({ entries: 65, length: 64, layers: 2, heads: 4, units: 32 });
 * initialize(small, 1);
 * assertEquals(small.forward(tf.zeros([3, 10], "int32"), { training: false, seed: 0 }).shape, [3, 10, 65]);
 * ```
 */
export function gpt(options: GptOptions = {}): Model<tf.Tensor2D, tf.Tensor3D> {
  const { entries = 50_257, length = 1024, layers = 12, heads = 12, units = 768, dropout = 0 } = given(options);
  const { bias = true, tie = true, activation = gelu(), weights } = given(options);
  const values = { entries, length, layers, heads, units, dropout, bias, tie, activation, weights };
  const settings = settle("gpt", options, values);
  requireRange("gpt", "a whole number of at least 1", { entries, length, layers, heads, units });
  requireRange("gpt", "in [0, 1)", { dropout });
  requireRange("gpt", "true or false", { bias, tie });
  const initializer = gaussian(0.02), outInitializer = gaussian(0.02 / Math.sqrt(2 * layers));
  const tokens = embedding({ entries, units, initializer }), { table } = tokens.params;
  const block = () =>
    transformerBlock({ units, heads, causal: true, dropout, bias, activation, initializer, outInitializer });
  return model({
    name: "gpt",
    settings,
    staticGraph: true,
    continues: true,
    ...weights !== undefined && { weights: byHuggingFace(weights, tie) },
    params: {
      tokens,
      places: positionalEmbedding({ length, units, initializer }),
      drop: dropping({ rate: dropout }),
      blocks: sequential(...Array.from({ length: layers }, block)) as Model<tf.Tensor3D, tf.Tensor3D>,
      norm: layerNorm({ units, bias }),
      ...tie ? {} : { head: dense({ inputs: units, units: entries, bias: false, initializer }) },
    },
    forward(x: tf.Tensor2D, mode: Mode, { tokens, places, drop, blocks, norm, head }) {
      const seen = mode.past?.places ?? 0;
      if (x.rank !== 2 || seen + x.shape[1] > length || x.dtype !== "int32") {
        const most = seen === 0 ? `${length} places` : `${length - seen} places behind the ${seen} it has seen`;
        throw refuse("gpt", mode, `int32 tokens [batch, at most ${most}]`, x);
      }
      const begun = drop.forward(places.forward(tokens.forward(x, mode) as tf.Tensor3D, mode), mode);
      const rows = tf.reshape(norm.forward(blocks.forward(begun, mode), mode), [-1, units]) as tf.Tensor2D;
      const logits = head?.forward(rows, mode) ?? tf.matMul(rows, table as unknown as tf.Tensor2D, false, true);
      return tf.reshape(logits, [...x.shape, entries]) as tf.Tensor3D;
    },
  });
}

/** Hugging Face's names of GPT-2, beginnings and ends, and ours. Their kernels lie as ours do, as those of no other of their networks. */
const PLACES: Readonly<Record<string, string>> = {
  "wte.weight": "tokens/table",
  "wpe.weight": "places/table",
  "ln_f.weight": "norm/scale",
  "ln_f.bias": "norm/offset",
};
const PARTS: Readonly<Record<string, string>> = {
  "ln_1.weight": "norm1/scale",
  "ln_1.bias": "norm1/offset",
  "attn.c_attn.weight": "attention/qkv/kernel",
  "attn.c_attn.bias": "attention/qkv/bias",
  "attn.c_proj.weight": "attention/out/kernel",
  "attn.c_proj.bias": "attention/out/bias",
  "ln_2.weight": "norm2/scale",
  "ln_2.bias": "norm2/offset",
  "mlp.c_fc.weight": "fc1/kernel",
  "mlp.c_fc.bias": "fc1/bias",
  "mlp.c_proj.weight": "fc2/kernel",
  "mlp.c_proj.bias": "fc2/bias",
};

function byHuggingFace(weights: string | URL | WeightsFrom, tie: boolean): WeightsFrom {
  const rename = (name: string): string | undefined => {
    const short = name.replace(/^transformer\./, ""), [, at, part] = short.match(/^h\.(\d+)\.(.*)$/) ?? [];
    if (short === "lm_head.weight") return tie ? undefined : "head.weight";
    // The masks of old files are no weights.
    if (part === "attn.bias" || part === "attn.masked_bias") return undefined;
    return PLACES[short] ?? (part !== undefined && PARTS[part] ? `blocks/${at}/${PARTS[part]}` : name);
  };
  return { rename, ...typeof weights === "string" || weights instanceof URL ? { from: weights } : weights };
}
