/** What a run shows those hooks that need it: tensors of a batch, and what its parts take. */
import type { tf } from "./tf.ts";

/**
 * Tensors of a batch. They are the run's: whoever sees them reads or clones them while the event lasts, and neither disposes
 * of them nor writes to them.
 */
export interface Shown {
  /** The input, as the model takes it. */
  readonly x?: unknown;
  /** The target. */
  readonly y?: unknown;
  /** What the model made of the input; in training, what the loss was taken of. */
  readonly prediction?: unknown;
  /** The gradients of the loss by the names of the weights, before the optimizer did anything with them. */
  readonly gradients?: Readonly<Record<string, tf.Tensor>>;
  /** The weights by name, trainable or not, after the step. */
  readonly weights?: Readonly<Record<string, tf.Tensor>>;
}

/** How often a hook sees what; what is left out it need not see. An event may show more, as another hook needs it. */
export interface Shows {
  /** Steps from one whose gradients are shown to the next. */
  readonly gradients?: number;
  /** Steps from one after which the weights are shown to the next. */
  readonly weights?: number;
  /** Steps from one whose batch and prediction are shown to the next. */
  readonly steps?: number;
  /** Batches of a validation from one that is shown with its prediction to the next; the first one is shown. */
  readonly val?: number;
}

/**
 * Hears what a part of a run took.
 *
 * @param name Such as `data`, `forward`, or `hook log`.
 * @param from When it began, in milliseconds as `performance.now()` tells.
 * @param to When it ended.
 */
export type SpanListener = (name: string, from: number, to: number) => void;

/** Who hears spans, if somebody does; the parts of a run look here. */
export interface Tracing {
  /** The listener of now. */
  tell?: SpanListener | undefined;
}
