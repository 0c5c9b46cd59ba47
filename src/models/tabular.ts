/** A network for tables: learnt rows for categories beside numbers, then dense layers. */
import { batchNorm } from "../layers/batch_norm.ts";
import { dense } from "../layers/dense.ts";
import { dropout as dropping } from "../layers/dropout.ts";
import { embedding } from "../layers/embedding.ts";
import type { Mode, Model } from "../model.ts";
import { given, requireEach, requireRange, settle } from "../options/settle.ts";
import { gaussian } from "../tensors/initializers.ts";
import type { AnyLayer } from "../tensors/place.ts";
import { tf } from "../tf.ts";
import { model } from "./model.ts";

/** How a network for tables is made. */
export interface TabularOptions {
  /** Numbers of each row. Default 0. */
  readonly numbers?: number;
  /** Of each column of categories how many numbers it may hold, from 0 on. Default none. */
  readonly categories?: readonly number[];
  /** Numbers that come out for each row, such as classes. */
  readonly outputs: number;
  /** Units of the hidden layers. Default [200, 100]. */
  readonly hidden?: readonly number[];
  /** Numbers that a category becomes, of each column. Default min(600, 1.6 n^0.56), rounded, of n categories. */
  readonly embeddings?: readonly number[];
  /** The share of hidden units that is dropped while learning, in [0, 1). Default 0. */
  readonly dropout?: number;
  /** The same of the numbers that categories become. Default 0. */
  readonly embeddingDropout?: number;
  /** What each output is multiplied by and what is then added, so that predictions are in the unit of the targets. Default nothing. */
  readonly outputScale?: { readonly center: readonly number[]; readonly spread: readonly number[] };
}

/** What a network for tables is given. */
export interface TabularInput {
  /** Numbers, float32 [batch, numbers]. */
  readonly num?: tf.Tensor2D;
  /** Categories by number, int32 [batch, columns]. */
  readonly cat?: tf.Tensor2D;
}

/**
 * The network for tables of fastai: each category becomes learnt numbers (Guo and Berkhahn, 2016), beside which stand the row's own,
 * batch normalised; then hidden layers, each dense, rectified, batch normalised and dropped out, and a dense one. What comes out is
 * [batch, outputs]: logits of classes, or numbers in the unit of the targets by `outputScale`.
 *
 * `tabular(data.sizes)` fits a table that was read by `table`. Weights: `embedding1/table`, `norm/scale`, `dense1/kernel`,
 * `norm1/scale` and so on; `head/kernel` and `head/bias`.
 *
 * @throws {RangeError} If a size is no whole number above 0, there are neither numbers nor categories, or `embeddings` or
 * `outputScale` are not as many as there must be.
 * @throws {TypeError} In `forward`, if an input is not there.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { initialize, tabular, tf } from "jsr:@raptor/raptor";
 *
 * const network = tabular({ numbers: 2, categories: [4, 3], outputs: 3, hidden: [16] });
 * initialize(network, 1);
 * const x = { num: tf.tensor2d([[0.5, -1]]), cat: tf.tensor2d([[3, 0]], [1, 2], "int32") };
 * assertEquals(network.forward(x, { training: false, seed: 0 }).shape, [1, 3]);
 * ```
 */
export function tabular(options: TabularOptions): Model<TabularInput, tf.Tensor2D> {
  const { numbers = 0, categories = [], outputs, hidden = [200, 100], dropout = 0, embeddingDropout = 0 } = given(
    options,
  );
  requireRange("tabular", "a list", { categories });
  const { embeddings = categories.map(usualSize), outputScale } = given(options);
  const values = { numbers, categories, outputs, hidden, embeddings, dropout, embeddingDropout, outputScale };
  const settings = settle("tabular", options, values);
  requireRange("tabular", "a whole number of at least 0", { numbers });
  requireRange("tabular", "a whole number of at least 1", { outputs });
  requireRange("tabular", "in [0, 1)", { dropout, embeddingDropout });
  for (const [name, list] of Object.entries({ categories, hidden, embeddings })) {
    if (!Array.isArray(list) || list.length > 0) {
      requireEach("tabular", "a whole number of at least 1", { [name]: list });
    }
  }
  if (numbers === 0 && categories.length === 0) {
    throw new RangeError("Cannot make tabular as it needs inputs: got neither numbers nor categories.");
  }
  requireAsMany("embeddings", embeddings, categories.length);
  if (outputScale !== undefined) {
    requireAsMany("outputScale.center", outputScale.center, outputs);
    requireAsMany("outputScale.spread", outputScale.spread, outputs);
  }
  const layers: Record<string, AnyLayer> = {};
  // As fastai draws them.
  const initializer = gaussian(0.01);
  categories.forEach((entries, i) =>
    layers[`embedding${i + 1}`] = embedding({ entries, units: embeddings[i]!, initializer })
  );
  if (embeddingDropout > 0) layers.drop = dropping({ rate: embeddingDropout });
  if (numbers > 0) layers.norm = batchNorm({ channels: numbers });
  const widths = [numbers + embeddings.reduce((sum, units) => sum + units, 0), ...hidden];
  hidden.forEach((units, i) => {
    layers[`dense${i + 1}`] = dense({ inputs: widths[i]!, units });
    layers[`norm${i + 1}`] = batchNorm({ channels: units });
    if (dropout > 0) layers[`drop${i + 1}`] = dropping({ rate: dropout });
  });
  layers.head = dense({ inputs: widths.at(-1)!, units: outputs });
  return model({
    name: "tabular",
    settings,
    staticGraph: true,
    params: layers,
    forward({ num, cat }: TabularInput, mode: Mode, parts) {
      const run = (name: string, x: tf.Tensor): tf.Tensor => parts[name]?.forward(x, mode) as tf.Tensor ?? x;
      const inputs: tf.Tensor[] = [];
      if (categories.length > 0) {
        requireInput("cat", cat, categories.length, numbers > 0 ? num?.shape[0] : undefined);
        const columns = tf.split(cat!, categories.length, 1);
        const found = columns.map((column, i) => run(`embedding${i + 1}`, tf.reshape(column, [-1])));
        inputs.push(run("drop", tf.concat(found, 1)));
      }
      if (numbers > 0) {
        requireInput("num", num, numbers);
        inputs.push(run("norm", num!));
      }
      let x = inputs.length === 1 ? inputs[0]! : tf.concat(inputs, 1);
      hidden.forEach((_, i) => x = run(`drop${i + 1}`, run(`norm${i + 1}`, tf.relu(run(`dense${i + 1}`, x)))));
      const y = run("head", x) as tf.Tensor2D;
      if (outputScale === undefined) return y;
      return tf.add(tf.mul(y, tf.tensor1d([...outputScale.spread])), tf.tensor1d([...outputScale.center]));
    },
  });
}

/** The rule of thumb of fastai. */
function usualSize(entries: number): number {
  return Math.min(600, Math.round(1.6 * entries ** 0.56));
}

function requireAsMany(name: string, list: readonly number[], count: number): void {
  if (list?.length === count) return;
  throw new RangeError(`Cannot make tabular as ${name} must hold ${count} numbers: got ${list?.length ?? list}.`);
}

function requireInput(name: string, x: tf.Tensor | undefined, columns: number, batch = x?.shape[0]): void {
  if (x?.rank === 2 && x.shape[1] === columns && x.shape[0] === batch) return;
  const got = x === undefined ? "none" : `[${x.shape}]`;
  throw new TypeError(
    `Cannot run tabular as ${name} must have the shape [${(x && batch) ?? "batch"}, ${columns}]: got ${got}.`,
  );
}
