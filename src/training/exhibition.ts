/** Tensors of a step or a judged batch, kept for the length of an event where hooks need to see them. */
import type { Batch } from "../dataset.ts";
import type { Shown, Shows } from "../shown.ts";
import { distinct } from "../tensors/by_name.ts";
import { mapped, tensorsIn } from "../tensors/tensors_in.ts";
import { tf } from "../tf.ts";

/** Who is shown what a step works with; asked within the step. */
export interface Show {
  /** Whether the prediction of this step is to be seen. */
  readonly prediction: boolean;
  /** Whether its gradients are. */
  readonly gradients: boolean;
  /** Takes what is to be seen, in the step. */
  see(shown: Pick<Shown, "prediction" | "gradients">): void;
}

/** What is shown, batch after batch. */
export interface Exhibition extends Show {
  /** Says which step or batch comes next, counted from 1, so that what is due is kept. */
  next(pass: "train" | "val", number: number): void;
  /** Takes a batch that is done: it is disposed of, now or with what is shown of it. */
  take(batch: Pick<Batch<unknown, unknown>, "x" | "y">): void;
  /** What is to be seen, as a member of an event. */
  shown(): { readonly shown?: Shown };
  /** Disposes of what was kept, the event being over. */
  clear(): void;
}

/**
 * Makes an exhibition.
 *
 * @param shows What hooks need.
 * @param params The weights.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { exhibition } from "./exhibition.ts";
 *
 * const exhibit = exhibition([{ val: 2 }], {});
 * const seen = [1, 2, 3].map((number) => {
 *   exhibit.next("val", number);
 *   exhibit.take({ x: tf.scalar(number), y: tf.scalar(0) });
 *   const { shown } = exhibit.shown();
 *   exhibit.clear();
 *   return shown !== undefined;
 * });
 * assertEquals(seen, [true, false, true]);
 * ```
 */
export function exhibition(shows: readonly Shows[], params: Readonly<Record<string, tf.Variable>>): Exhibition {
  let due = NOTHING, kept: tf.Tensor[] = [], shown: Shown | undefined;
  const any = (number: number, between: (shows: Shows) => number | undefined) =>
    shows.some((each) => number % (between(each) ?? Infinity) === 0);
  return {
    get prediction() {
      return due.batch;
    },
    get gradients() {
      return due.gradients;
    },
    next(pass, number) {
      due = pass === "val"
        ? { ...NOTHING, batch: shows.some(({ val }) => val !== undefined && (number - 1) % val === 0) }
        : {
          batch: any(number, ({ steps }) => steps),
          gradients: any(number, ({ gradients }) => gradients),
          weights: any(number, ({ weights }) => weights),
        };
    },
    see(part) {
      const { prediction = shown?.prediction, gradients } = clones(part, kept) as typeof part;
      // A step of one's own may make several updates.
      const all = gradients && { gradients: { ...shown?.gradients, ...gradients } };
      shown = { ...shown, ...prediction !== undefined && { prediction }, ...all };
    },
    take({ x, y }) {
      if (due.batch) {
        kept.push(...tensorsIn([x, y]));
        shown = { ...shown, x, y };
      } else tf.dispose([x, y] as unknown as tf.TensorContainer);
      if (due.weights) shown = { ...shown, weights: distinct(params) };
    },
    shown: () => shown === undefined ? {} : { shown },
    clear() {
      tf.dispose(kept);
      kept = [], shown = undefined;
    },
  };
}

const NOTHING = { batch: false, gradients: false, weights: false };

/** Values with a kept clone in place of each tensor; the clones are written down. */
function clones(values: unknown, kept: tf.Tensor[]): unknown {
  return mapped(values, (tensor) => {
    const clone = tf.keep(tf.clone(tensor));
    kept.push(clone);
    return clone;
  });
}
