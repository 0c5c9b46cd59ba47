/** What a model is: an input goes in, a prediction comes out, and the weights have names. A layer is a model. */
import type { Pretrained } from "./pretrained.ts";
import type { Span } from "./schedule.ts";
import type { Settings } from "./settings.ts";
import type { tf } from "./tf.ts";

/** Weights by name. The key is the weight's only name: tfjs's own global names are never used. */
export type Params = Readonly<Record<string, tf.Variable>>;

/** How a forward pass is meant. */
export interface Mode {
  /** True while learning: batch norm takes the batch's statistics, dropout drops. */
  readonly training: boolean;
  /** The seed of this pass, an unsigned 32-bit integer; the same seed draws the same random numbers. */
  readonly seed: number;
  /** Where the layer sits in the model, such as `layer1/0/conv1`, for errors. Models tell it to their layers. */
  readonly path?: string;
  /**
   * The share of this batch's statistics in the running ones of a norm, in place of the layer's own, where they are taken anew.
   * Default the layer's own.
   */
  readonly statisticsShare?: number;
  /** Where in the run it happens, for rates that follow a schedule. Undefined where nothing is learnt. */
  readonly moment?: Span & { readonly step: number };
  /**
   * What was seen of the sequences before: the input stands right behind it. Layers that look at other places go on from it and
   * add to it. Models tell it to their layers. Undefined where an input is all there is.
   */
  readonly past?: Past;
  /**
   * Is told of each layer that runs, by its path, and answers what is to be called once it has run. Models tell it to their
   * layers. Default nobody.
   */
  onLayer?(path: string): () => void;
  /**
   * Logs a number of this pass beside the losses, under the layer's path, while a run learns by a loss: a norm, an entropy, how
   * many experts are in use. It is not minimised. Undefined elsewhere, and within `checkpointed`: write `mode.log?.(...)`.
   *
   * @param name A word that does not hold `loss`: what is to be minimised is the loss's to answer, or a penalty.
   * @param value Computed by operations of tf.
   */
  log?(name: string, value: tf.Scalar): void;
}

/**
 * Turns an input into a prediction with named weights.
 *
 * @typeParam X What goes in, usually a tensor whose first axis is the batch.
 * @typeParam P What comes out.
 */
export interface Model<X, P> {
  /** A word for logs and checkpoints, such as `resnet50`. */
  readonly name: string;
  /** How it was made, as plain data, for the log and the checkpoints. */
  readonly settings?: Settings;
  /** Every weight by name, trainable or not (running statistics are weights that are not trainable). */
  readonly params: Params;
  /**
   * The models it is made of by name, each in its place, where a step of one's own may run and move them one by one; the
   * weights of a part are those whose names begin with `<part>/`.
   */
  readonly parts?: Readonly<Record<string, Model<never, unknown>>>;
  /** Of a network of images: what makes its maps, the largest first, each of those of the one before. Default none. */
  readonly stages?: readonly Stage[];
  /**
   * Whether `forward` asks for the same operations whenever its input has the same shape: no random numbers, and no
   * branch on a seed, a counter or a value. Then an engine may repeat them without running `forward` again. Default false.
   */
  readonly staticGraph?: boolean;
  /** What the predictions are, where they are no logits: numbers from 0 to 1, as behind a softmax or a sigmoid. Default not said. */
  readonly gives?: "probabilities";
  /** Whether `forward` goes on from a {@linkcode Mode.past} as if it were given all places at once. Default false. */
  readonly continues?: boolean;
  /**
   * What the weights themselves add to the loss, such as a regularizer of a tfjs-layers model; it is logged as
   * `loss_penalty`. Runs inside a tidy and may be differentiated. Default nothing.
   */
  penalty?(): tf.Scalar;
  /** The files whose weights it begins with, where it is not given others; a run loads them. Default none. */
  readonly pretrained?: readonly Pretrained[];
  /** Computes the prediction. It runs inside a tidy and may be differentiated. */
  forward(x: X, mode: Mode): P;
}

/** A part of a network of images, from maps [batch, height, width, channels] to maps of another size. */
export interface Stage extends Model<tf.Tensor4D, tf.Tensor4D> {
  /** Channels of what comes out. */
  readonly channels: number;
  /** How many times smaller than the image that is, along each side. */
  readonly reduction: number;
}

/** What layers keep of places that were seen, where sequences are gone on with, as by a language model that writes. */
export interface Past {
  /** How many places were seen before this pass. */
  readonly places: number;
  /**
   * Puts tensors behind those that the layer at a path has kept, and answers all of them.
   *
   * @param axis Along which the places lie.
   */
  extend(path: string, fresh: readonly tf.Tensor[], axis: number): readonly tf.Tensor[];
}
