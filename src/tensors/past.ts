/** What layers keep of the places that they have seen, so that a sequence is gone on with without computing them again. */
import type { Past } from "../model.ts";
import { tf } from "../tf.ts";

/** A memory of places, to be filled by passes of a model and to be disposed of. */
export interface OwnPast extends Past {
  /** Says that so many more places have been seen, once a pass is done. */
  advance(places: number): void;
  /** Lets go of all that is kept. */
  dispose(): void;
}

/**
 * An empty memory.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { makePast } from "./past.ts";
 *
 * const past = makePast();
 * for (const value of [1, 2]) tf.tidy(() => void past.extend("attention", [tf.tensor2d([[value]])], 0));
 * assertEquals(past.extend("attention", [tf.tensor2d([[3]])], 0)[0]!.arraySync(), [[1], [2], [3]]);
 * past.dispose();
 * ```
 */
export function makePast(): OwnPast {
  const kept = new Map<string, readonly tf.Tensor[]>();
  let seen = 0;
  return {
    get places() {
      return seen;
    },
    extend(path, fresh, axis) {
      const before = kept.get(path);
      const all = fresh.map((tensor, i) => tf.keep(before ? tf.concat([before[i]!, tensor], axis) : tf.clone(tensor)));
      if (before !== undefined) tf.dispose([...before]);
      kept.set(path, all);
      return all;
    },
    advance(places) {
      seen += places;
    },
    dispose() {
      for (const tensors of kept.values()) tf.dispose([...tensors]);
      kept.clear();
      seen = 0;
    },
  };
}
