/** Learnt places: what tells the first word of a sequence from the second. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import { normals } from "../tensors/random.ts";
import { type Initializer, weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { refuse } from "../shapes/refuse.ts";

/** How the places are made. */
export interface PositionalEmbeddingOptions {
  /** Places there are at most. */
  readonly length: number;
  /** Numbers of each place. */
  readonly units: number;
  /** How the table is drawn. Default standard normal, as that of {@linkcode embedding}. */
  readonly initializer?: Initializer;
}

/**
 * Adds a learnt row to each place of a sequence, [batch, places, units] with at most `length` places.
 *
 * Weights: `table` [length, units].
 *
 * @throws {RangeError} If a size is no whole number above 0; in `forward`, if the input does not fit or is too long.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { positionalEmbedding, tf } from "jsr:@raptor/raptor";
 *
 * const layer = positionalEmbedding({ length: 3, units: 1 });
 * layer.params.table!.assign(tf.tensor2d([[10], [20], [30]]));
 * const y = layer.forward(tf.tensor3d([[[1], [2]]]), { training: false, seed: 0 });
 * assertEquals(y.arraySync(), [[[11], [22]]]);
 * ```
 */
export function positionalEmbedding(options: PositionalEmbeddingOptions): Model<tf.Tensor3D, tf.Tensor3D> {
  const { length, units, initializer = standardNormal } = given(options);
  const settings = settle("positionalEmbedding", options, { length, units, initializer });
  requireRange("positionalEmbedding", "a whole number of at least 1", { length, units });
  requireRange("positionalEmbedding", "a function", { initializer });
  const table = weight([length, units], initializer);
  return Object.freeze({
    name: "positionalEmbedding",
    settings,
    staticGraph: true,
    params: Object.freeze({ table }),
    forward(x: tf.Tensor3D, mode: Mode): tf.Tensor3D {
      const from = mode.past?.places ?? 0;
      if (x.rank !== 3 || from + x.shape[1] > length || x.shape[2] !== units) {
        const most = from === 0 ? `${length} places` : `${length - from} places behind the ${from} it has seen`;
        throw refuse("positionalEmbedding", mode, `[batch, at most ${most}, ${units}]`, x);
      }
      return tf.add(x, tf.slice(table as unknown as tf.Tensor2D, [from, 0], [x.shape[1], units]));
    },
  });
}

const standardNormal: Initializer = (shape, next) => normals(shape[0]! * shape[1]!, next);
