/** A recurrence over the places of sequences: each state is made of the place and of the state before. */
import { tf } from "../tf.ts";

/** What a recurrence remembers from place to place: tensors [batch, units]. */
export type States = readonly tf.Tensor2D[];

/** How sequences are walked through. */
export interface ScanOptions {
  /** How long each sequence is, [batch]; places from there on change nothing. Default all places. */
  readonly lengths?: tf.Tensor1D | undefined;
  /** Whether the last place comes first. Default false. */
  readonly reverse?: boolean;
}

/**
 * Walks through sequences.
 *
 * @param places What stands at each place, [batch, ...] each.
 * @param begin The states before the first place.
 * @param step The states after a place.
 * @returns The first state after each place, in the order of the places and 0 beyond a sequence's length, and the states at the end.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { scan } from "./scan.ts";
 *
 * const sum = (x: tf.Tensor, [s]: readonly tf.Tensor2D[]) => [tf.add(s!, x) as tf.Tensor2D];
 * const places = [1, 2, 4].map((value) => tf.tensor2d([[value], [value]]));
 * const { each, end } = scan(places, [tf.zeros([2, 1])], sum, { lengths: tf.tensor1d([2, 3]) });
 * assertEquals(each.map((s) => [...s.dataSync()]), [[1, 1], [3, 3], [0, 7]]);
 * assertEquals([...end[0]!.dataSync()], [3, 7]);
 * ```
 */
export function scan(
  places: readonly tf.Tensor[],
  begin: States,
  step: (place: tf.Tensor, states: States) => States,
  { lengths, reverse = false }: ScanOptions = {},
): { readonly each: readonly tf.Tensor2D[]; readonly end: States } {
  const within = lengths && withinOf(lengths, places.length), each: tf.Tensor2D[] = [];
  let states = begin;
  for (let i = 0; i < places.length; i++) {
    const at = reverse ? places.length - 1 - i : i, next = step(places[at]!, states);
    if (within === undefined) {
      states = next;
      each[at] = next[0]!;
      continue;
    }
    const [here, beyond] = within[at]!;
    states = next.map((state, j) => tf.add(tf.mul(state, here), tf.mul(states[j]!, beyond)) as tf.Tensor2D);
    each[at] = tf.mul(next[0]!, here) as tf.Tensor2D;
  }
  return { each, end: states };
}

/** For each place, [batch, 1]: 1 where a sequence has it and 0 where not, and the other way round. */
function withinOf(lengths: tf.Tensor1D, places: number): readonly (readonly [tf.Tensor2D, tf.Tensor2D])[] {
  const column = tf.reshape(tf.cast(lengths, "float32"), [-1, 1]);
  return Array.from({ length: places }, (_, place) => {
    const here = tf.cast(tf.greater(column, place), "float32") as tf.Tensor2D;
    return [here, tf.sub(1, here) as tf.Tensor2D] as const;
  });
}
