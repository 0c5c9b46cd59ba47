/** A table of learnt rows, looked up by whole numbers: words, users, positions. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import { normals } from "../tensors/random.ts";
import { type Initializer, weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { refuse } from "../shapes/refuse.ts";

/** How an embedding is made. */
export interface EmbeddingOptions {
  /** Rows of the table: how many different things there are. */
  readonly entries: number;
  /** Numbers of each row. */
  readonly units: number;
  /** How the table is drawn. Default standard normal, as in PyTorch. */
  readonly initializer?: Initializer;
}

/** A layer that looks up rows: one axis more than the numbers have. */
export interface Embedding extends Model<tf.Tensor, tf.Tensor> {
  /** Sets it apart from layers of any tensor. */
  readonly name: "embedding";
  // Sequences stand first, as calls look for what fits from the top; what is not known in advance stands last.
  /** Looks up sequences. */
  forward(x: tf.Tensor2D, mode: Mode): tf.Tensor3D;
  /** Looks up a number for each sample. */
  forward(x: tf.Tensor1D, mode: Mode): tf.Tensor2D;
  /** Looks up numbers of any shape. */
  forward(x: tf.Tensor, mode: Mode): tf.Tensor;
}

/**
 * Looks up rows, from numbers [...shape] of dtype int32 in [0, entries) to [...shape, units].
 *
 * The numbers themselves are not checked, which would wait for the device. Weights: `table` [entries, units].
 *
 * @throws {RangeError} If a size is no whole number above 0; in `forward`, if the input is not of dtype int32.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { embedding, initialize, tf } from "jsr:@raptor/raptor";
 *
 * const layer = embedding({ entries: 100, units: 8 });
 * initialize(layer, 1);
 * assertEquals(layer.forward(tf.zeros([4, 5], "int32"), { training: false, seed: 0 }).shape, [4, 5, 8]);
 * ```
 */
export function embedding(options: EmbeddingOptions): Embedding {
  const { entries, units, initializer = standardNormal } = given(options);
  const settings = settle("embedding", options, { entries, units, initializer });
  requireRange("embedding", "a whole number of at least 1", { entries, units });
  requireRange("embedding", "a function", { initializer });
  const table = weight([entries, units], initializer);
  return Object.freeze({
    name: "embedding",
    settings,
    staticGraph: true,
    params: Object.freeze({ table }),
    forward(x: tf.Tensor, mode: Mode) {
      if (x.dtype !== "int32") throw refuse("embedding", mode, `dtype int32 and not ${x.dtype}`, x);
      return tf.gather(table, x as unknown as tf.Tensor1D) as never;
    },
  });
}

const standardNormal: Initializer = (shape, next) => normals(shape[0]! * shape[1]!, next);
