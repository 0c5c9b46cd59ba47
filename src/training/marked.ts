/** Weights that a run remembers, to hand them back at its end: those of its best moment, say. */
import type { Params } from "../model.ts";
import type { HostTensor } from "../snapshot.ts";
import { distinct } from "../tensors/by_name.ts";
import { readTensors } from "../tensors/read.ts";
import { tf } from "../tf.ts";

/** What a run remembers. */
export interface Marked {
  /** Remembers the weights as they are. */
  mark(): void;
  /** What is remembered, by name; undefined where nothing is. It stays the memory's. */
  readonly copies: Readonly<Record<string, tf.Tensor>> | undefined;
  /** What is remembered, as a member of a snapshot. */
  read(): Promise<{ readonly marked?: Readonly<Record<string, HostTensor>> }>;
  /** Hands the remembered weights back to the model, where there are some. */
  giveBack(): void;
  /** Forgets. */
  drop(): void;
}

/**
 * Makes a memory of a model's weights.
 *
 * @param params The weights, all of which are remembered, trainable or not.
 * @param before Of a snapshot that the run goes on from.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { markedWeights } from "./marked.ts";
 *
 * const w = tf.variable(tf.scalar(1));
 * const memory = markedWeights({ w });
 * memory.mark();
 * w.assign(tf.scalar(2));
 * memory.giveBack();
 * assertEquals(w.arraySync(), 1);
 * ```
 */
export function markedWeights(params: Params, before?: Readonly<Record<string, HostTensor>>): Marked {
  const weights = distinct(params);
  let copies: Record<string, tf.Tensor> | undefined;
  const remember = (make: (name: string, weight: tf.Variable) => tf.Tensor) => {
    const next = Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, make(name, weight)]));
    if (copies !== undefined) tf.dispose(copies);
    copies = next;
  };
  if (before !== undefined) {
    const missing = Object.entries(weights).find(([name, { shape }]) => String(before[name]?.shape) !== String(shape));
    if (missing !== undefined) {
      throw new RangeError(
        `Cannot go on with the marked weights of a checkpoint as they must be those of the model: got none for ` +
          `${missing[0]} [${missing[1].shape}]. Take another checkpoint.`,
      );
    }
    remember((name) => tf.tensor(before[name]!.data, [...before[name]!.shape], before[name]!.dtype));
  }
  return {
    get copies() {
      return copies;
    },
    // A clone would share its memory with a weight that is moved in place, as float32 ones are.
    mark: () => remember((_, weight) => weight.dtype === "float32" ? tf.mul(weight, 1) : tf.clone(weight)),
    read: async () => copies === undefined ? {} : { marked: await readTensors(copies) },
    giveBack() {
      if (copies === undefined) return;
      for (const [name, weight] of Object.entries(weights)) tf.tidy(() => weight.assign(tf.clone(copies![name]!)));
    },
    drop() {
      if (copies !== undefined) tf.dispose(copies);
      copies = undefined;
    },
  };
}
