/** What an optimizer is: gradients go in, the weights move. */
import type { tf } from "./tf.ts";
import type { Params } from "./model.ts";
import type { Span } from "./schedule.ts";
import type { Settings } from "./settings.ts";

/** Tensors by the name of their weight. */
export type Tensors = Readonly<Record<string, tf.Tensor>>;

/** What an optimizer remembers between steps, by name; saved with every checkpoint. */
export type Slots = Readonly<Record<string, tf.Variable>>;

/** Where in the run an update happens. */
export interface Moment extends Span {
  /** The number of steps already taken; 0 in the first step. */
  readonly step: number;
  /** The number of updates already made, where it is not `step`, as when gradients are accumulated. */
  readonly updates?: number;
  /** How many examples the gradients are a mean over, as the loss counts them. Default 1 in every step. */
  readonly count?: number | tf.Scalar;
  /** By what the gradients were multiplied, where the optimizer has a `scale`; it divides by it. Default by nothing. */
  readonly scale?: tf.Scalar;
  /**
   * How many steps before this one were left out since they were not finite, where only the device knows: their updates do not
   * count. Default none were.
   */
  readonly leftOut?: tf.Scalar;
  /** Whether no update comes after this one, so that nothing is held back. Default where it is the last step. */
  readonly last?: boolean;
  /** Takes a number to be logged beside the losses of the step, such as `grad_norm`. Default nobody does. */
  readonly log?: (name: string, value: tf.Scalar) => void;
  /**
   * The numbers of one weight, such as `lr` and `weightDecay`, made of those of all: what is said of its group is put in.
   * Default those of all.
   */
  readonly own?: (weight: string, numbers: Readonly<Record<string, number>>) => Readonly<Record<string, number>>;
}

/** Changes gradients before an optimizer sees them, such as clipping. */
export interface GradientTransform {
  /** A word for checkpoints, such as `clipByNorm`. */
  readonly name: string;
  /** How it was made, as plain data, for the log and the checkpoints. */
  readonly settings?: Settings;
  /**
   * Whether each number of a gradient is changed by itself, or by what `meeting().units` adds up over ranks, so that ranks may have a part of
   * each. Default not.
   */
  readonly elementwise?: boolean;
  /** Makes what it remembers. */
  init(params: Params): Slots;
  /** Turns gradients into other gradients of the same names and shapes. Runs inside a tidy. */
  transform(grads: Tensors, slots: Slots, params: Params, moment: Moment): Tensors;
}

/** Moves the weights along their gradients. */
export interface Optimizer {
  /** A word for checkpoints, such as `sgd`. */
  readonly name: string;
  /** How it was made, as plain data, for the log and the checkpoints. */
  readonly settings?: Settings;
  /**
   * Whether each number of a weight moves by its own gradient and its own slots alone, so that ranks may have a part of each weight and
   * its slots. Default not: what looks at a weight as a whole, such as its norm, needs all of it. Whoever spreads an optimizer into
   * another one says it anew.
   */
  readonly elementwise?: boolean;
  /** The learning rate of a step, for the log. */
  lr(step: number, span: Span): number;
  /**
   * The learning rates of a step by the names that the log has for them, each ending in `lr`, where there are several: as
   * `generator.lr` and `critic.lr`. Default `lr` alone.
   */
  rates?(step: number, span: Span): Readonly<Record<string, number>>;
  /** The weights that stay as they are, by name: they do not learn, nor do the statistics of their norms. Default none. */
  frozen?(params: Params): readonly string[];
  /** Lines for the log of a run that begins. Default none. */
  tells?(params: Params): readonly string[];
  /**
   * Of an optimizer around another one, which it hands the gradients of its weights: the same around a third.
   *
   * @param self The optimizer that is asked. What was made by spreading one is another one, of which this knows nothing.
   * @param around Makes the third of the one within.
   * @returns Undefined where `self` is another one.
   */
  within?(self: Optimizer, around: (inner: Optimizer) => Optimizer): Optimizer | undefined;
  /**
   * Where several ranks train: the names of the slots that hold the part of a rank in a sum over ranks. An optimizer that has this
   * takes the gradients of this rank alone, where the meeting says so, and adds them up over ranks when it moves weights. Default
   * gradients are those of all ranks.
   */
  partial?(slots: Slots): readonly string[];
  /** Makes the slots, such as one velocity for each trainable weight. */
  init(params: Params): Slots;
  /**
   * By what a loss is multiplied before it is differentiated, one of the slots. A step whose loss or gradients are not finite
   * is then left out. Default by nothing.
   */
  scale?(slots: Slots): tf.Variable;
  /**
   * Takes how a step with a `scale` has ended, all that it moved being put back where it is left out. Runs inside a tidy.
   *
   * @param kept A boolean scalar: whether loss and gradients were finite.
   */
  settle?(slots: Slots, kept: tf.Tensor): void;
  /** Moves the weights named in `grads`, in place, and refreshes the slots. Runs inside a tidy. */
  update(grads: Tensors, slots: Slots, params: Params, moment: Moment): void;
  /**
   * Moves the weights by what was held back, once the run is over. Runs inside a tidy.
   *
   * @param moment Of the last step.
   */
  flush?(slots: Slots, params: Params, moment: Moment): void;
  /**
   * What is judged, kept as the best and handed out in place of the weights that learn, such as their averages, by the
   * names of the weights; a weight that is left out stands for itself. Default all do. Runs inside a tidy.
   */
  published?(slots: Slots, params: Params): Tensors;
  /**
   * Whether what is published wants the running statistics of its norms taken anew, over the batches that were learnt from. It is
   * asked once the run is over. Default not.
   */
  renews?(slots: Slots, params: Params): boolean;
  /** Keeps the running statistics that the weights have now, for what is published. Runs inside a tidy. */
  renew?(slots: Slots, params: Params): void;
}
