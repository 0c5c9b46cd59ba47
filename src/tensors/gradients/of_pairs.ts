/** Gradients of operations on pairs of numbers that tfjs forgets to sum where one stands for several, and of those that jump. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";
import { spreadBack } from "./spread_back.ts";

type Slope = (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const ofPair = (kernelName: string, byA: Slope, byB: Slope): Gradient => ({
  kernelName,
  inputsToSave: ["a", "b"],
  gradFunc: (dy, saved) => {
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    return { a: () => spreadBack(byA(dy, a, b), a.shape), b: () => spreadBack(byB(dy, a, b), b.shape) };
  },
});

const where = (dy: tf.Tensor, isHere: tf.Tensor) => tf.mul(dy, tf.cast(isHere, "float32"));
const difference: Slope = (dy, a, b) => tf.mul(dy, tf.mul(tf.sub(a, b), 2));

/** Of numbers that are equal, the first takes the gradient. */
export const maximum: Gradient = ofPair(
  "Maximum",
  (dy, a, b) => where(dy, tf.greaterEqual(a, b)),
  (dy, a, b) => where(dy, tf.less(a, b)),
);
/** Likewise. */
export const minimum: Gradient = ofPair(
  "Minimum",
  (dy, a, b) => where(dy, tf.lessEqual(a, b)),
  (dy, a, b) => where(dy, tf.greater(a, b)),
);
/** Twice the difference, and its opposite. */
export const squaredDifference: Gradient = ofPair(
  "SquaredDifference",
  difference,
  (dy, a, b) => tf.neg(difference(dy, a, b)),
);

/** What jumps has a slope of 0: comparisons, as in `where(greater(x, 0), ...)`, and whole quotients. */
export const jumps: readonly Gradient[] = [
  ...["LogicalAnd", "LogicalOr", "Greater", "GreaterEqual", "Less", "LessEqual", "Equal", "NotEqual", "FloorDiv"],
].map((kernelName): Gradient => ({
  kernelName,
  inputsToSave: ["a", "b"],
  gradFunc: (_, [a, b]) => ({ a: () => tf.zeros(a!.shape), b: () => tf.zeros(b!.shape) }),
}));
