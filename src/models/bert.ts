/** BERT: a transformer that reads texts in both directions, with the architecture and names of Hugging Face. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import { tf } from "../tf.ts";
import { gelu } from "../layers/activations.ts";
import { dense } from "../layers/dense.ts";
import { dropout as dropping } from "../layers/dropout.ts";
import { layerNorm } from "../layers/layer_norm.ts";
import { weight } from "../tensors/weight.ts";
import { type BertInput, type BertOptions, body, drawn, poolerOf } from "./bert/body.ts";
import { model } from "./model.ts";

/** What BERT makes of a text. */
export interface BertOutput {
  /** What stands at each place, [batch, places, units]. */
  readonly last: tf.Tensor3D;
  /** What the first place says of the whole text, [batch, units]. */
  readonly pooled: tf.Tensor2D;
}

/** From tokens [batch, places], or a {@linkcode BertInput}, to whatever a head makes of them. */
export type Bert<P> = Model<tf.Tensor2D | BertInput, P>;

/**
 * BERT (Devlin et al., 2019) without a head, as Hugging Face's `BertModel`: places and what the pooler says of the first of them.
 *
 * Weights are named `embeddings/word_embeddings/table`, `encoder/layer/0/attention/self/query/kernel`, `pooler/dense/bias` and so on, and drawn
 * from a normal distribution of deviation 0.02.
 *
 * @throws {RangeError} If an option is out of range or `heads` does not divide `units`; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bert, initialize, tf } from "jsr:@raptor/raptor";
 *
 * const small = bert({ entries: 30, length: 16, layers: 1, heads: 2, units: 8 });
 * initialize(small, 1);
 * const { last, pooled } = small.forward(tf.zeros([3, 5], "int32"), { training: false, seed: 0 });
 * assertEquals([last.shape, pooled.shape], [[3, 5, 8], [3, 8]]);
 * ```
 */
export function bert(options: BertOptions = {}): Bert<BertOutput> {
  const { settings, weights, parts, run } = body("bert", options);
  const pooler = poolerOf(parts.units);
  return model({
    name: "bert",
    settings: settle("bert", options, settings as Required<BertOptions>),
    staticGraph: true,
    ...weights,
    params: { embeddings: parts.embeddings, encoder: parts.encoder, pooler },
    forward(x: tf.Tensor2D | BertInput, mode: Mode, { embeddings, encoder, pooler }) {
      const last = run(x, mode, { embeddings, encoder });
      return { last, pooled: pooler.forward(last, mode) };
    },
  });
}

/**
 * BERT that tells classes of texts, as Hugging Face's `BertForSequenceClassification`: to logits [batch, classes].
 *
 * Weights: those of {@linkcode bert} under `bert/`, and `classifier/kernel` and `classifier/bias`, which begin as drawn where a file has other
 * classes or, with `weights: { from, partial: true }`, none.
 *
 * @throws {RangeError} As {@linkcode bert}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bertClassifier, initialize, tf } from "jsr:@raptor/raptor";
 *
 * const small = bertClassifier({ classes: 3, entries: 30, length: 16, layers: 1, heads: 2, units: 8 });
 * initialize(small, 1);
 * const texts = { tokens: tf.zeros([2, 5], "int32") as tf.Tensor2D, length: tf.tensor1d([5, 2]) };
 * assertEquals(small.forward(texts, { training: false, seed: 0 }).shape, [2, 3]);
 * ```
 */
export function bertClassifier(options: BertOptions & { readonly classes: number }): Bert<tf.Tensor2D> {
  const { classes, ...others } = given(options), { settings, weights, parts, run } = body("bertClassifier", others);
  requireRange("bertClassifier", "a whole number of at least 1", { classes });
  const { embeddings, encoder, units, dropout } = parts;
  return model({
    name: "bertClassifier",
    settings: settle("bertClassifier", options, { classes, ...settings } as Required<typeof options>),
    staticGraph: true,
    head: "classifier",
    ...weights,
    params: {
      bert: model({
        staticGraph: true,
        params: { embeddings, encoder, pooler: poolerOf(units) },
        forward: (x: tf.Tensor2D | BertInput, mode: Mode, { pooler, ...parts }) =>
          pooler.forward(run(x, mode, parts), mode),
      }),
      drop: dropping({ rate: dropout }),
      classifier: dense({ inputs: units, units: classes, ...drawn }),
    },
    forward: (x: tf.Tensor2D | BertInput, mode: Mode, { bert, drop, classifier }) =>
      classifier.forward(drop.forward(bert.forward(x, mode), mode), mode),
  });
}

/**
 * BERT that says which token stands where one is hidden, as Hugging Face's `BertForMaskedLM`: to logits [batch, places, entries]. The table
 * of the tokens is also what scores them.
 *
 * Weights: those of {@linkcode bert} but the pooler under `bert/`, `cls/predictions/transform/...` and `cls/predictions/bias`.
 *
 * @throws {RangeError} As {@linkcode bert}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bertMaskedLanguage, initialize, tf } from "jsr:@raptor/raptor";
 *
 * const small = bertMaskedLanguage({ entries: 30, length: 16, layers: 1, heads: 2, units: 8 });
 * initialize(small, 1);
 * assertEquals(small.forward(tf.zeros([2, 5], "int32"), { training: false, seed: 0 }).shape, [2, 5, 30]);
 * ```
 */
export function bertMaskedLanguage(options: BertOptions = {}): Bert<tf.Tensor3D> {
  const { settings, weights, parts, run } = body("bertMaskedLanguage", options);
  const { embeddings, encoder, units, entries, table } = parts;
  const transform = model({
    staticGraph: true,
    params: {
      dense: dense({ inputs: units, units, ...drawn }),
      act: gelu(),
      LayerNorm: layerNorm({ units, epsilon: 1e-12 }),
    },
    forward: (x: tf.Tensor3D, mode: Mode, { dense, act, LayerNorm }) =>
      LayerNorm.forward(act.forward(dense.forward(x, mode), mode), mode),
  });
  const predictions = model({
    staticGraph: true,
    params: { transform, bias: weight([entries], 0) },
    forward(x: tf.Tensor3D, mode: Mode, { transform, bias }) {
      const rows = tf.reshape(transform.forward(x, mode), [-1, units]);
      const logits = tf.add(tf.matMul(rows as tf.Tensor2D, table as unknown as tf.Tensor2D, false, true), bias);
      return tf.reshape(logits, [x.shape[0], x.shape[1], entries]) as tf.Tensor3D;
    },
  });
  return model({
    name: "bertMaskedLanguage",
    settings: settle("bertMaskedLanguage", options, settings as Required<BertOptions>),
    staticGraph: true,
    ...weights,
    params: {
      bert: model({
        staticGraph: true,
        params: { embeddings, encoder },
        forward: (x: tf.Tensor2D | BertInput, mode: Mode, parts) => run(x, mode, parts),
      }),
      cls: model({
        staticGraph: true,
        params: { predictions },
        forward: (x: tf.Tensor3D, mode: Mode, { predictions }) => predictions.forward(x, mode),
      }),
    },
    forward: (x: tf.Tensor2D | BertInput, mode: Mode, { bert, cls }) => cls.forward(bert.forward(x, mode), mode),
  });
}
