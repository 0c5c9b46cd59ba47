/** A source whose samples weigh unlike. */
import { sourceOver } from "../loading/source_over.ts";
import { settle } from "../options/settle.ts";
import type { Sample, Source, WeightedTarget } from "../source.ts";

/**
 * The samples of a source, each with a weight: `y` becomes `{ target, weight }`. Losses that are means are then weighed, as are metrics
 * (`sample_weight` of scikit-learn): a sample of weight 2 counts as two of them, one of weight 0 not at all.
 *
 * @param weights Of each sample, in the order of the source: finite numbers of at least 0.
 * @throws {RangeError} If there are not as many weights as samples, or one is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weighted } from "jsr:@raptor/raptor";
 *
 * const squares = { name: "squares", size: 3, get: (i: number) => ({ x: i, y: i * i }) };
 * assertEquals(await weighted(squares, [1, 0, 2.5]).get(2), { x: 2, y: { target: 4, weight: 2.5 } });
 * ```
 */
export function weighted<X, Y>(source: Source<X, Y>, weights: ArrayLike<number>): Source<X, WeightedTarget<Y>> {
  const own = Float32Array.from(weights ?? []);
  const odd = own.findIndex((weight) => !(Number.isFinite(weight) && weight >= 0));
  if (odd >= 0) {
    throw new RangeError(
      `Cannot make weighted as a weight must be a finite number of at least 0: got ${weights[odd]} of sample ${odd}.`,
    );
  }
  const settings = settle("weighted", {}, {}, { source, weights: `${own.length} weights` });
  const heavy = ({ x, y }: Sample<X, Y>, index: number) => ({ x, y: { target: y, weight: own[index]! } });
  return sourceOver<X, WeightedTarget<Y>>({
    name: "weighted",
    settings,
    sources: [source as Source<X, never>],
    look() {
      if (source.size === own.length) return { size: own.length, at: (index) => index };
      throw new RangeError(
        `Cannot weigh samples as each must have a weight: got ${own.length} weights of ${source.size} samples.`,
      );
    },
    recipe: { module: import.meta.url, name: "weighted", options: own },
    reading: {
      get(index) {
        const got = source.get(index);
        return got instanceof Promise ? got.then((sample) => heavy(sample, index)) : heavy(got, index);
      },
      expect: (indices) => source.expect?.(indices),
    },
  });
}
