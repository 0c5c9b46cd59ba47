/**
 * Gradients of operations on tensors of which one is spread over the others, where tfjs forgets to sum, and of those
 * that jump. It also takes an axis of none for one that needs no sum, and then finds no numbers for the other's shape:
 * what is spread over nothing has a gradient of 0.
 */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";

/**
 * Sums a gradient over the axes along which a tensor was spread.
 *
 * @param dy A gradient.
 * @param shape Of the tensor, which can be spread to that of the gradient.
 * @returns A tensor of that shape; the gradient itself where it has it.
 */
export function spreadBack(dy: tf.Tensor, shape: readonly number[]): tf.Tensor {
  if (tf.util.arraysEqual(dy.shape, shape as number[])) return dy;
  const more = dy.rank - shape.length;
  const axes = [...dy.shape.keys()].filter((axis) => axis < more || dy.shape[axis] !== shape[axis - more]);
  return tf.reshape(tf.sum(dy, axes), [...shape]);
}

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

const PAIRS = ["Add", "Sub", "Multiply", "RealDiv", "Pow", "Mod", "Atan2"];

/** tfjs's own, unless there is nothing to sum. */
export const ofNothing: readonly Gradient[] = PAIRS.map((kernelName): Gradient => {
  const shipped = tf.getGradient(kernelName) as unknown as Gradient;
  return {
    ...shipped,
    gradFunc: (dy, saved, attributes) => {
      if (dy.size > 0) return shipped.gradFunc(dy, saved, attributes);
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      return { a: () => tf.zeros(a.shape), b: () => tf.zeros(b.shape) };
    },
  };
});

/** 1 or the slope for the input, 0 or the input for the slope, also where it is the input that is spread. */
export const prelu: Gradient = {
  kernelName: "Prelu",
  inputsToSave: ["x", "alpha"],
  gradFunc: (dy, saved) => {
    const [x, alpha] = saved as [tf.Tensor, tf.Tensor], isUp = tf.greater(x, 0);
    return {
      x: () => spreadBack(tf.where(isUp, dy, tf.mul(dy, alpha)), x.shape),
      alpha: () => spreadBack(tf.where(isUp, tf.zerosLike(dy), tf.mul(dy, x)), alpha.shape),
    };
  },
};

interface Turned {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Products with the other matrix, summed over the batches that had the same one. */
export const batchMatMul: Gradient = {
  kernelName: "BatchMatMul",
  inputsToSave: ["a", "b"],
  gradFunc: (dy, saved, { transposeA, transposeB }: Turned) => {
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    return {
      a: () =>
        spreadBack(transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB), a.shape),
      b: () =>
        spreadBack(transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false), b.shape),
    };
  },
};

/** By the closed forms, of known statistics of any shape that can be spread over the input; a missing scale is 1. */
export const fusedBatchNorm: Gradient = {
  kernelName: "FusedBatchNorm",
  inputsToSave: ["x", "mean", "variance", "scale", "offset"],
  gradFunc: (dy, saved, { varianceEpsilon }: { readonly varianceEpsilon: number }) => {
    const [x, mean, variance, scale, offset] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const inverse = tf.rsqrt(tf.add(variance, varianceEpsilon)), slope = tf.mul(inverse, scale);
    const along = () => tf.mul(dy, tf.sub(x, mean));
    return {
      x: () => spreadBack(tf.mul(dy, slope), x.shape),
      mean: () => tf.neg(spreadBack(tf.mul(dy, slope), mean.shape)),
      variance: () => spreadBack(tf.mul(along(), tf.mul(slope, tf.mul(tf.square(inverse), -0.5))), variance.shape),
      scale: () => spreadBack(tf.mul(along(), inverse), scale.shape),
      offset: () => spreadBack(dy, offset.shape),
    };
  },
};
