/**
 * Softmax with a gradient of one kernel, which tfjs composes of four: this file gives its `Softmax` the gradient below instead, for
 * every user of `tf.softmax`, as whoever trains has a loss. And softmax with cross-entropy as one operation, whose gradient is at
 * hand when the loss is: softmax minus target.
 */
import { real } from "./real.ts";
import { tf } from "../tf.ts";
import { type Composition, runGradient, runKernel } from "./kernel.ts";
import { isDerivedAgain, mayBeDerivedAgain } from "./gradients/tape.ts";
import { withinClasses } from "./labels.ts";

/**
 * Shares that add up to 1 along the last axis: e to the x by the sum of those.
 *
 * Engines may register the kernel `SoftmaxGrad` ({dy, y} to [dx], with y the softmax).
 *
 * @param x A tensor of at least one axis.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { softmax } from "./softmax.ts";
 *
 * const slope = tf.grad((x) => tf.sum(tf.mul(softmax(x), [1, 0])));
 * assertEquals(slope(tf.tensor1d([0, 0])).arraySync(), [0.25, -0.25]);
 * ```
 */
export function softmax<T extends tf.Tensor>(x: T): T {
  return tf.softmax(x);
}

const backward: Composition = ({ dy, y }) => {
  const along = tf.mul(dy!, y!);
  return [tf.sub(along, tf.mul(tf.sum(along, -1, true), y!))];
};

tf.registerGradient({
  kernelName: "Softmax",
  outputsToSave: [true],
  gradFunc: (dy, saved) => {
    const [y] = saved;
    return { logits: () => runGradient("SoftmaxGrad", { dy: dy as tf.Tensor, y: y! }, {}, backward)[0]! };
  },
});

/** How targets are made of labels. */
export interface Targets {
  /** The share of each target that is spread evenly over all classes, in [0, 1). */
  readonly smoothing: number;
  /** Whether all labels are classes, as is known, so that none is judged. Default false. */
  readonly within?: boolean;
}

/**
 * The negative log-likelihood of each label under the softmax of its logits; NaN where the label is no class. Only the logits
 * have a gradient.
 *
 * Engines may register the kernel `SoftmaxCrossEntropy` ({logits, labels} and {smoothing, within} to [losses, slopes], where
 * the slopes are the gradient of each loss by its logits).
 *
 * @param logits [batch, classes], float32.
 * @param labels [batch], int32.
 * @returns [batch].
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { softmaxCrossEntropy } from "./softmax.ts";
 *
 * const losses = softmaxCrossEntropy(tf.zeros([1, 4]), tf.tensor1d([2], "int32"), { smoothing: 0 });
 * assertAlmostEquals(losses.dataSync()[0]!, Math.log(4), 1e-6);
 * assertEquals(softmaxCrossEntropy(tf.zeros([1, 4]), tf.tensor1d([4], "int32"), { smoothing: 0 }).dataSync()[0], NaN);
 * ```
 */
export function softmaxCrossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  { smoothing, within = false }: Targets,
): tf.Tensor1D {
  return runKernel(
    "SoftmaxCrossEntropy",
    { logits: real(logits), labels },
    { smoothing, within },
    forward,
  )[0] as tf.Tensor1D;
}

function targetsOf(labels: tf.Tensor, classes: number, share: number): tf.Tensor {
  const exact = tf.cast(tf.oneHot(labels as tf.Tensor1D, classes), "float32");
  // Smoothed here and not by oneHot, whose values some engines round to whole numbers.
  return share === 0 ? exact : tf.add(tf.mul(exact, 1 - share), share / classes);
}

const forward: Composition = ({ logits, labels }, { smoothing }) => {
  const classes = logits!.shape[1]!, logarithms = tf.logSoftmax(logits!);
  let slopes: tf.Tensor | undefined;
  const losses = withinClasses(labels as tf.Tensor1D, classes, (safe) => {
    const targets = targetsOf(safe, classes, smoothing as number);
    slopes = tf.sub(tf.exp(logarithms), targets);
    return tf.neg(tf.sum(tf.mul(targets, logarithms), -1));
  });
  return [losses, slopes!];
};

tf.registerGradient({
  kernelName: "SoftmaxCrossEntropy",
  // The slopes are enough, and smaller; only where they may be derived themselves it takes what they are made of.
  get inputsToSave() {
    return mayBeDerivedAgain() ? ["logits", "labels"] : [];
  },
  outputsToSave: [false, true],
  gradFunc: (dys, saved, attrs) => {
    const dy = (dys as tf.Tensor[])[0]!, { smoothing } = attrs as unknown as Targets;
    const slopes = () => {
      const [logits, labels] = saved as [tf.Tensor, tf.Tensor];
      if (!isDerivedAgain()) return saved.at(-1)!;
      return tf.sub(tf.softmax(logits), targetsOf(labels, logits.shape[1]!, smoothing));
    };
    return {
      logits: () => tf.mul(tf.reshape(dy, [-1, 1]), slopes()),
      labels: () => {
        throw new TypeError(
          "Cannot derive a cross-entropy by its labels as they are whole numbers: got such a request.",
        );
      },
    };
  },
});
