/** How the numbers of tensors are spread: a few sums on the device, and bins on the host. */
import { tf } from "../tf.ts";

/** The numbers of a tensor in a few. */
export interface Spread {
  /** The root of the sum of their squares. */
  readonly norm: number;
  readonly mean: number;
  /** The standard deviation, of all numbers there are. */
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

/**
 * The spread of each tensor; it is computed on the device, and read at once.
 *
 * @param tensors By name; of those without a number nothing is told.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { spreads } from "./spread.ts";
 *
 * assertEquals(await spreads({ a: tf.tensor1d([3, -4]) }), { a: { norm: 5, mean: -0.5, std: 3.5, min: -4, max: 3 } });
 * ```
 */
export async function spreads(tensors: Readonly<Record<string, tf.Tensor>>): Promise<Record<string, Spread>> {
  const names = Object.keys(tensors).filter((name) => tensors[name]!.size > 0);
  if (names.length === 0) return {};
  const all = tf.tidy(() =>
    tf.concat1d(names.map((name) => {
      const numbers = tf.cast(tensors[name]!, "float32"), { mean, variance } = tf.moments(numbers);
      const squares = tf.sqrt(tf.sum(tf.square(numbers)));
      return tf.stack([squares, mean, tf.sqrt(variance), tf.min(numbers), tf.max(numbers)]) as tf.Tensor1D;
    }))
  );
  try {
    const read = await all.data();
    return Object.fromEntries(names.map((name, i) => {
      const [norm, mean, std, min, max] = read.subarray(5 * i);
      return [name, { norm: norm!, mean: mean!, std: std!, min: min!, max: max! }];
    }));
  } finally {
    all.dispose();
  }
}

/** Bins of equal width and how many numbers lie in each. */
export interface Bins {
  /** The borders, rising: one more than there are bins. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
  readonly squares: number;
}

/**
 * Counts numbers in bins of equal width from the least to the greatest, as `numpy.histogram` does. Those that are not
 * finite are left out.
 *
 * @param values The numbers.
 * @param bins How many bins there are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { binsOf } from "./spread.ts";
 *
 * const { edges, counts } = binsOf([0, 1, 1, 4], 2);
 * assertEquals([edges, counts], [[0, 2, 4], [3, 1]]);
 * ```
 */
export function binsOf(values: ArrayLike<number>, bins: number): Bins {
  let least = Infinity, most = -Infinity, sum = 0, squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value), most = Math.max(most, value);
    sum += value, squares += value * value;
  }
  if (least > most) [least, most] = [0, 0];
  // Around a number that stands alone.
  if (least === most) least -= 0.5, most += 0.5;
  const edges = Array.from({ length: bins + 1 }, (_, i) => i === bins ? most : least + (most - least) * i / bins);
  const counts = Array(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) counts[Math.min(bins - 1, Math.floor((value - least) / (most - least) * bins))]++;
  }
  return { edges, counts, sum, squares };
}
