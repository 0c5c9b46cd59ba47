/** FT-Transformer: tables by attention between their columns. */
import type { Mode, Model } from "../model.ts";
import { given, requireEach, requireRange, settle } from "../options/settle.ts";
import { refuse } from "../shapes/refuse.ts";
import { fanInUniform } from "../tensors/initializers.ts";
import { weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { relu } from "../layers/activations.ts";
import { dense } from "../layers/dense.ts";
import { dropout as dropping } from "../layers/dropout.ts";
import { layerNorm } from "../layers/layer_norm.ts";
import { multiHeadAttention } from "../layers/multi_head_attention.ts";
import { model } from "./model.ts";
import type { TabularInput } from "./tabular.ts";

/** How such a network is made. */
export interface FtTransformerOptions {
  /** Numbers of each row. Default 0. */
  readonly numbers?: number;
  /** Of each column of categories how many numbers it may hold, from 0 on. Default none. */
  readonly categories?: readonly number[];
  /** Numbers that come out for each row, such as classes. */
  readonly outputs: number;
  /** Numbers of each column, a multiple of `heads`. Default 192. */
  readonly units?: number;
  /** Blocks. Default 3. */
  readonly layers?: number;
  /** Heads of each block. Default 8. */
  readonly heads?: number;
  /** Numbers within each perceptron, of each of its two halves. Default 4 / 3 of the units, rounded down. */
  readonly hidden?: number;
  /** The share of looks that is dropped in training, in [0, 1). Default 0.2. */
  readonly attentionDropout?: number;
  /** The share of what is within each perceptron that is dropped in training, in [0, 1). Default 0.1. */
  readonly dropout?: number;
  /** What each output is multiplied by and what is then added, so that predictions are in the unit of the targets. Default nothing. */
  readonly outputScale?: { readonly center: readonly number[]; readonly spread: readonly number[] };
}

/**
 * An FT-Transformer (Gorishniy et al., 2021): each column becomes a place of `units` numbers, a place of its own stands for the answer, and
 * blocks with norms before their parts, the first without one before its attention, have perceptrons of relu(a) · b. From the input of
 * `tabular` to [batch, outputs]: `ftTransformer(data.sizes)` fits a table that was read by `table`.
 *
 * Weights: `number_weight` and `number_bias` [numbers, units], `category_table` [all categories, units] and `category_bias` [columns, units],
 * `answer` [units], `blocks/0/attention/qkv/kernel`, `blocks/0/fc1/kernel` [units, 2 · hidden], ..., `norm/scale`, `head/kernel`.
 *
 * @throws {RangeError} If an option is out of range, there are no columns, or `heads` does not divide `units`.
 * @throws {RangeError} In `forward`, if an input is not there or does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ftTransformer, initialize, tf } from "jsr:@raptor/raptor";
 *
 * const network = ftTransformer({ numbers: 2, categories: [4, 3], outputs: 3, units: 16, heads: 2, layers: 1 });
 * initialize(network, 1);
 * const rows = { num: tf.zeros([5, 2]) as tf.Tensor2D, cat: tf.zeros([5, 2], "int32") as tf.Tensor2D };
 * assertEquals(network.forward(rows, { training: false, seed: 0 }).shape, [5, 3]);
 * ```
 */
export function ftTransformer(options: FtTransformerOptions): Model<TabularInput, tf.Tensor2D> {
  const { numbers = 0, categories = [], outputs, units = 192, layers = 3, heads = 8 } = given(options);
  const { hidden = Math.floor(4 / 3 * units), attentionDropout = 0.2, dropout = 0.1, outputScale } = given(options);
  const sizes = { units, layers, heads, hidden, attentionDropout, dropout, outputScale };
  const settings = settle("ftTransformer", options, { numbers, categories, outputs, ...sizes });
  requireRange("ftTransformer", "a whole number of at least 0", { numbers });
  requireRange("ftTransformer", "a whole number of at least 1", { outputs, units, layers, heads, hidden });
  requireRange("ftTransformer", "a list", { categories });
  if (categories.length > 0) requireEach("ftTransformer", "a whole number of at least 1", { categories });
  requireRange("ftTransformer", "in [0, 1)", { attentionDropout, dropout });
  const columns = categories.length, total = categories.reduce((sum, count) => sum + count, 0);
  const must = (rule: string, got: string) => new RangeError(`Cannot make ftTransformer as ${rule}: got ${got}.`);
  if (numbers + columns === 0) throw must("there must be numbers or categories", "neither");
  const ends = [outputScale?.center.length ?? outputs, outputScale?.spread.length ?? outputs];
  if (ends.some((count) => count !== outputs)) {
    throw must(`outputScale must be of ${outputs} outputs`, ends.join(" and "));
  }
  const initializer = fanInUniform(units), table = (rows: number) => weight([rows, units], initializer);
  const begins = categories.map((_, i) => categories.slice(0, i).reduce((sum, count) => sum + count, 0));
  const rows = Array.from({ length: layers }, (_, i) => {
    return [String(i), block({ units, heads, hidden, attentionDropout, dropout }, i === 0)];
  });
  return model({
    name: "ftTransformer",
    settings,
    staticGraph: true,
    params: {
      ...numbers > 0 && { number_weight: table(numbers), number_bias: table(numbers) },
      ...columns > 0 && { category_table: table(total), category_bias: table(columns) },
      answer: weight([units], initializer),
      blocks: model({
        staticGraph: true,
        params: Object.fromEntries(rows) as Readonly<Record<string, Model<tf.Tensor3D, tf.Tensor3D>>>,
        forward: (x: tf.Tensor3D, mode: Mode, parts) =>
          Object.values(parts).reduce((y, block) => block.forward(y, mode), x),
      }),
      norm: layerNorm({ units }),
      act: relu(),
      head: dense({ inputs: units, units: outputs }),
    },
    forward({ num, cat }: TabularInput, mode: Mode, { answer, blocks, norm, act, head, ...tables }) {
      const places: tf.Tensor[] = [];
      const fits = (x: tf.Tensor | undefined, count: number, what: string, rows?: number) => {
        if (x?.rank === 2 && x.shape[1] === count && x.shape[0] === (rows ?? x.shape[0])) return x as tf.Tensor2D;
        throw refuse("ftTransformer", mode, `${what} [${rows ?? "batch"}, ${count}]`, x ?? tf.zeros([0]));
      };
      if (tables.number_weight !== undefined) {
        const column = tf.expandDims(fits(num, numbers, "num"), 2);
        places.push(tf.add(tf.mul(column, tables.number_weight as tf.Tensor), tables.number_bias as tf.Tensor));
      }
      if (tables.category_table !== undefined) {
        const given = fits(cat, columns, "int32 cat", places[0]?.shape[0]);
        if (given.dtype !== "int32") throw refuse("ftTransformer", mode, `int32 cat and not ${given.dtype}`, given);
        const isOwn = tf.logicalAnd(
          tf.greaterEqual(given, tf.scalar(0, "int32")),
          tf.less(given, tf.tensor1d([...categories], "int32")),
        );
        // A row of the next column is none of this one's: what is beyond a column is looked up where there is no row.
        const at = tf.where(
          isOwn,
          tf.add(given, tf.tensor1d(begins, "int32")),
          tf.tensor1d([total], "int32"),
        ) as tf.Tensor1D;
        places.push(tf.add(tf.gather(tables.category_table as tf.Tensor, at), tables.category_bias as tf.Tensor));
      }
      const batch = places[0]!.shape[0]!, count = numbers + columns;
      places.push(tf.tile(tf.reshape(answer as unknown as tf.Tensor, [1, 1, units]), [batch, 1, 1]));
      const y = blocks.forward(tf.concat(places, 1) as tf.Tensor3D, mode);
      const last = tf.reshape(tf.slice(y, [0, count, 0], [batch, 1, units]), [batch, units]) as tf.Tensor2D;
      const out = head.forward(act.forward(norm.forward(last, mode), mode), mode);
      if (outputScale === undefined) return out;
      const { center, spread } = outputScale;
      return tf.add(tf.mul(out, tf.tensor1d([...spread])), tf.tensor1d([...center])) as tf.Tensor2D;
    },
  });
}

type Sizes = Readonly<Record<"units" | "heads" | "hidden" | "attentionDropout" | "dropout", number>>;

function block({ units, heads, hidden, attentionDropout, dropout }: Sizes, isFirst: boolean) {
  return model({
    name: "block",
    staticGraph: true,
    params: {
      ...!isFirst && { norm1: layerNorm({ units }) },
      attention: multiHeadAttention({ units, heads, dropout: attentionDropout }),
      norm2: layerNorm({ units }),
      fc1: dense({ inputs: units, units: 2 * hidden }),
      act: relu(),
      drop: dropping({ rate: dropout }),
      fc2: dense({ inputs: hidden, units }),
    },
    forward(x: tf.Tensor3D, mode: Mode, { norm1, attention, norm2, fc1, act, drop, fc2 }) {
      const y = tf.add(x, attention.forward(norm1?.forward(x, mode) ?? x, mode)) as tf.Tensor3D;
      const [a, b] = tf.split(fc1.forward(norm2.forward(y, mode), mode), 2, 2) as [tf.Tensor3D, tf.Tensor3D];
      const gated = drop.forward(tf.mul(act.forward(a, mode), b) as tf.Tensor3D, mode);
      return tf.add(y, fc2.forward(gated, mode)) as tf.Tensor3D;
    },
  });
}
