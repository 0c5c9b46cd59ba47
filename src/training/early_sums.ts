/** Gradients of all ranks whose sums begin while those of other weights are still computed (Li et al., 2020: PyTorch's DDP). */
import type { EngineInfo, Exchange } from "../engine.ts";
import type { RankGroup } from "../group.ts";
import { tf } from "../tf.ts";

/** Sums that begin early. */
export interface EarlySums {
  /** Takes the gradient of a weight that is whole. */
  take(name: string, gradient: tf.Tensor): void;
  /** The names of those that are under way. */
  readonly names: ReadonlySet<string>;
  /** Waits for them, and has their sums by name. */
  end(): Record<string, tf.Tensor>;
  /** Where a step is given up: waits for what is under way. */
  drop(): void;
}

/** What sums begin with. */
export interface EarlySumsParts {
  readonly apart: NonNullable<EngineInfo["apart"]>;
  readonly exchange: Exchange;
  readonly start: NonNullable<RankGroup["now"]["startSumInto"]>;
  /** How many numbers the gradients of a step are. */
  readonly size: number;
  /** Whether this rank's gradients do not count. */
  absent(): boolean;
}

/** So many numbers are sent at a time: fewer are more cuts of a step. */
const LEAST = 2 ** 22;
/** However large a network is, its step is cut so often. */
const MOST_CUTS = 8;

/**
 * Makes them. A step that is repeated without its JavaScript begins the same sums as when it was seen.
 *
 * @example See `tests/training/early_sums_test.ts`.
 */
export function earlySums({ apart, exchange, start, size, absent }: EarlySumsParts): EarlySums {
  const atOnce = Math.max(LEAST, Math.ceil(size / MOST_CUTS));
  const underWay: { readonly names: readonly string[]; readonly end: () => tf.Tensor[] }[] = [];
  let taken: [string, tf.Tensor][] = [];
  const ended = () => {
    taken = [];
    return underWay.splice(0);
  };
  return {
    take(name, gradient) {
      taken.push([name, gradient]);
      if (taken.reduce((sum, [, { size }]) => sum + size, 0) < atOnce) return;
      const names = taken.map(([name]) => name), whole = taken.map(([, gradient]) => gradient);
      taken = [];
      apart((tensors) => {
        const own = absent() ? tensors.map((tensor) => tf.zerosLike(tensor)) : tensors;
        underWay.push({ names, end: exchange(own, start) });
        return [];
      }, whole);
    },
    get names() {
      return new Set(underWay.flatMap(({ names }) => names));
    },
    end() {
      const sums = ended().flatMap(({ names, end }) => end().map((sum, i) => [names[i]!, sum] as const));
      return Object.fromEntries(sums);
    },
    drop() {
      for (const { end } of ended()) {
        try {
          tf.dispose(end());
        } catch {
          // The step has failed already, and says why.
        }
      }
    },
  };
}
