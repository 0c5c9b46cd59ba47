/** What all kinds of BERT share: what is told of a text, the layers, and how a text goes through them. */
import { given, requireRange } from "../../options/settle.ts";
import type { Mode, Model } from "../../model.ts";
import type { WeightsFrom } from "../../pretrained.ts";
import { tf } from "../../tf.ts";
import { type Elementwise, gelu, tanh } from "../../layers/activations.ts";
import { dense } from "../../layers/dense.ts";
import { dropout as dropping } from "../../layers/dropout.ts";
import { embedding } from "../../layers/embedding.ts";
import { layerNorm } from "../../layers/layer_norm.ts";
import { refuse, requireTensors } from "../../shapes/refuse.ts";
import { attend } from "../../tensors/attention.ts";
import { gaussian } from "../../tensors/initializers.ts";
import { model } from "../model.ts";

/** How a BERT is made. Without options it is BERT-base: 110 million numbers. */
export interface BertOptions {
  /** How many different tokens there are. Default 30,522. */
  readonly entries?: number;
  /** Places it sees at most. Default 512. */
  readonly length?: number;
  /** Kinds of segments. Default 2. */
  readonly segments?: number;
  /** Blocks. Default 12; BERT-large has 24. */
  readonly layers?: number;
  /** Heads of each block. Default 12; BERT-large has 16. */
  readonly heads?: number;
  /** Numbers of each place. Default 768; BERT-large has 1024. */
  readonly units?: number;
  /** Numbers within each perceptron. Default 4 * units. */
  readonly hidden?: number;
  /** The share that is dropped in training, in [0, 1). Default 0.1. */
  readonly dropout?: number;
  /**
   * The file that it begins with, such as Hugging Face's `model.safetensors`: a path or an address, or either with how the names of the
   * file are read. Default none.
   */
  readonly weights?: string | URL | WeightsFrom;
}

/** A text, and what is known of its places. */
export interface BertInput {
  /** The tokens, int32 [batch, places]. */
  readonly tokens: tf.Tensor2D;
  /** How many places each text has, [batch], as of `padTo`; those behind are padding. Default all. */
  readonly length?: tf.Tensor1D;
  /** The segment of each place, int32 [batch, places]. Default 0. */
  readonly segments?: tf.Tensor2D;
}

/** How kernels and biases begin. */
export const drawn = { initializer: gaussian(0.02), biasInitializer: 0 } as const;

/** The layers that all of them share, and how a text goes through them. */
export function body(name: string, options: BertOptions) {
  const { entries = 30_522, length = 512, segments = 2, layers = 12, heads = 12, units = 768 } = given(options);
  const { hidden = 4 * units, dropout = 0.1, weights } = given(options);
  const numbers = { entries, length, segments, layers, heads, units, hidden };
  requireRange(name, "a whole number of at least 1", numbers);
  requireRange(name, "in [0, 1)", { dropout });
  if (units % heads !== 0) {
    throw new RangeError(`Cannot make ${name} as heads must divide units: got ${heads} heads of ${units} units.`);
  }
  const table = (entries: number) => embedding({ entries, units, initializer: gaussian(0.02) });
  const word = table(entries), { table: scoring } = word.params;
  const embeddings = model({
    staticGraph: true,
    params: {
      word_embeddings: word,
      position_embeddings: table(length),
      token_type_embeddings: table(segments),
      LayerNorm: layerNorm({ units, epsilon: 1e-12 }),
      dropout: dropping({ rate: dropout }),
    },
    forward({ tokens, segments }: BertInput, mode: Mode, parts) {
      const places = parts.position_embeddings.forward(tf.range(0, tokens.shape[1], 1, "int32"), mode);
      const kinds = parts.token_type_embeddings.forward(segments ?? tf.zerosLike(tokens), mode);
      const x = tf.add(tf.add(parts.word_embeddings.forward(tokens, mode), kinds), places) as tf.Tensor3D;
      return parts.dropout.forward(parts.LayerNorm.forward(x, mode), mode);
    },
  });
  const rows = Array.from({ length: layers }, (_, i) => [String(i), block({ units, heads, hidden, dropout })]);
  const layer = model({
    staticGraph: true,
    params: Object.fromEntries(rows) as Readonly<Record<string, Model<Step, tf.Tensor3D>>>,
    forward: ({ x, seen }: Step, mode: Mode, parts) =>
      Object.values(parts).reduce((x, block) => block.forward({ x, seen }, mode), x),
  });
  const encoder = model({
    staticGraph: true,
    params: { layer },
    forward: (x: Step, mode: Mode, { layer }) => layer.forward(x, mode),
  });
  const parts = { embeddings, encoder };
  return {
    settings: { ...numbers, dropout, weights },
    weights: weights !== undefined ? { weights } : {},
    parts: { ...parts, units, entries, dropout, table: scoring! },
    run(given: tf.Tensor2D | BertInput, mode: Mode, { embeddings, encoder }: typeof parts): tf.Tensor3D {
      const x = given instanceof tf.Tensor ? { tokens: given } as BertInput : given, { tokens, length: known } = x;
      requireTensors(`run ${name}`, { tokens });
      if (tokens.rank !== 2 || tokens.shape[1] > length || tokens.dtype !== "int32") {
        throw refuse(name, mode, `int32 tokens [batch, at most ${length} places]`, tokens);
      }
      const [batch, places] = tokens.shape;
      if (known && `${known.shape}` !== `${batch}`) throw refuse(name, mode, `length [${batch}]`, known);
      if (x.segments && `${x.segments.shape}` !== `${batch},${places}`) {
        throw refuse(name, mode, `segments [${batch}, ${places}]`, x.segments);
      }
      const column = known && tf.reshape(tf.cast(known, "float32"), [-1, 1, 1, 1]);
      const seen = column && tf.less(tf.range(0, places, 1, "float32"), column);
      return encoder.forward({ x: embeddings.forward(x, mode), seen }, mode);
    },
  };
}

/** What the first place says of the whole text. */
export function poolerOf(units: number): Model<tf.Tensor3D, tf.Tensor2D> {
  return model({
    staticGraph: true,
    params: { dense: dense({ inputs: units, units, ...drawn }), act: tanh() },
    forward(x: tf.Tensor3D, mode: Mode, { dense, act }) {
      const first = tf.reshape(tf.slice(x, [0, 0, 0], [x.shape[0], 1, units]), [x.shape[0], units]) as tf.Tensor2D;
      return act.forward(dense.forward(first, mode), mode);
    },
  });
}

interface Step {
  readonly x: tf.Tensor3D;
  readonly seen?: tf.Tensor | undefined;
}

/** A block with its norms after what is added; its parts stand where Hugging Face's do. */
function block({ units, heads, hidden, dropout }: Record<"units" | "heads" | "hidden" | "dropout", number>) {
  const size = units / heads, linear = () => dense({ inputs: units, units, ...drawn });
  const self = model({
    staticGraph: true,
    params: { query: linear(), key: linear(), value: linear(), dropout: dropping({ rate: dropout }) },
    forward({ x, seen }: Step, mode: Mode, { query, key, value, dropout }) {
      const [q, k, v] = [query, key, value].map((part) => {
        const byHead = tf.reshape(part.forward(x, mode), [x.shape[0], x.shape[1], heads, size]);
        return tf.transpose(byHead, [0, 2, 1, 3]) as tf.Tensor4D;
      });
      const mixed = attend(q!, k!, v!, { seen, dropping: (shares) => dropout.forward(shares, mode) });
      return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), x.shape) as tf.Tensor3D;
    },
  });
  const output = (inputs: number) =>
    model({
      staticGraph: true,
      params: {
        dense: dense({ inputs, units, ...drawn }),
        dropout: dropping({ rate: dropout }),
        LayerNorm: layerNorm({ units, epsilon: 1e-12 }) as Elementwise,
      },
      forward: ({ x, around }: { readonly x: tf.Tensor3D; readonly around: tf.Tensor3D }, mode: Mode, parts) =>
        parts.LayerNorm.forward(
          tf.add(parts.dropout.forward(parts.dense.forward(x, mode), mode), around) as tf.Tensor3D,
          mode,
        ),
    });
  const attention = model({
    staticGraph: true,
    params: { self, output: output(units) },
    forward: (given: Step, mode: Mode, { self, output }) =>
      output.forward({ x: self.forward(given, mode), around: given.x }, mode),
  });
  const intermediate = model({
    staticGraph: true,
    params: { dense: dense({ inputs: units, units: hidden, ...drawn }), act: gelu() },
    forward: (x: tf.Tensor3D, mode: Mode, { dense, act }) => act.forward(dense.forward(x, mode), mode),
  });
  return model({
    name: "block",
    staticGraph: true,
    params: { attention, intermediate, output: output(hidden) },
    forward(given: Step, mode: Mode, { attention, intermediate, output }) {
      const y = attention.forward(given, mode);
      return output.forward({ x: intermediate.forward(y, mode), around: y }, mode);
    },
  });
}
