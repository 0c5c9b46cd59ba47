/** What a metric is: a running judgement of predictions. */
import type { Settings } from "./settings.ts";
import type { HostTensor } from "./snapshot.ts";
import type { tf } from "./tf.ts";

/** What a metric remembers between batches: a tensor, or tensors by name. */
export type State = tf.Tensor | Readonly<Record<string, tf.Tensor>>;

/** A state on the host. */
export type HostState<S extends State> = S extends tf.Tensor ? HostTensor : { readonly [K in keyof S]: HostTensor };

/** How the states of two parts of the samples become that of both: they are added up, or put one after the other. */
export type Merge = "sum" | "concat";

/** Which way a score is better. */
export type Better = "higher" | "lower";

/** What all metrics have. */
export interface Judge<N extends string, P, Y, S extends State> {
  /** What it goes by in logs: a word. */
  readonly name: string;
  /** The names of its scores. Default one, its own name. */
  readonly scores?: readonly N[];
  /** How it was made, as plain data, for the log and the checkpoints. */
  readonly settings?: Settings;
  /** Which way is better, for all of its scores or for each; the best checkpoint and early stopping ask for it. */
  readonly better: Better | { readonly [K in NoInfer<N>]?: Better };
  /**
   * How two states become one, for the whole state or for each tensor of a record. A tensor that merges by `concat` begins
   * with no rows, and `update` puts the rows of the batch after those of the state. What says nothing is folded batch by
   * batch, and cannot be judged by several machines together.
   */
  readonly merge?: Merge | { readonly [K in keyof S]: Merge };
  /**
   * As of a model: whether `update` asks for the same operations whenever what it is given has the same shape, so that an
   * engine may repeat them without running it. Default false.
   */
  readonly staticGraph?: boolean;
  /** The state before any batch. */
  init(): S;
  /** Takes a batch into the state. Runs inside a tidy. */
  update(state: S, prediction: P, target: Y): S;
}

/**
 * Judges predictions batch by batch, on the device; only its scores are read.
 *
 * @typeParam N The literal names of its scores.
 * @typeParam P What the model predicts.
 * @typeParam Y What the prediction is compared with.
 * @typeParam S What it remembers between batches.
 */
export interface Metric<N extends string, P, Y, S extends State = tf.Tensor> extends Judge<N, P, Y, S> {
  /** Says that the scores are computed on the device. */
  readonly on?: "device";
  /** Turns the state into the score, or into one number a score, in their order. Runs inside a tidy. */
  compute(state: S): tf.Tensor;
}

/**
 * As {@linkcode Metric}, but its scores are computed on the host, once its state has been read at the end: where they need
 * sorting, or more digits than a device has.
 */
export interface HostMetric<N extends string, P, Y, S extends State = tf.Tensor> extends Judge<N, P, Y, S> {
  /** Says that the scores are computed on the host. */
  readonly on: "host";
  /** Turns the state, read from the device, into the score, or into scores by name. */
  compute(state: HostState<S>): number | { readonly [K in NoInfer<N>]?: number };
}

/** A metric of either kind, whatever it remembers. */
export type AnyMetric<N extends string, P, Y, S extends State = State> = Metric<N, P, Y, S> | HostMetric<N, P, Y, S>;

/** The literal names of a metric's scores, as far as its type tells them. */
export type ScoresOf<M> = M extends { readonly scores?: infer L; readonly name: infer Name extends string }
  ? [NonNullable<L>] extends [readonly (infer N extends string)[]] ? N : Name
  : string;
