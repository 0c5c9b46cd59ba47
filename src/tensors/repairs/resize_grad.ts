/**
 * A repair of tfjs: the gradients of images that were resized. Resizing is a product with a matrix along each side,
 * so its gradient is one with their transposes, which holds for every way of resizing.
 */
import { tf } from "../../tf.ts";
import { replaceKernel, type Replacement } from "./replace_kernel.ts";

/** How images are resized. */
export interface Resizing {
  readonly alignCorners: boolean;
  readonly halfPixelCenters?: boolean;
}

/**
 * Has the kernels `ResizeBilinearGrad` and `ResizeNearestNeighborGrad` of a backend compute by products.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairResizeGrad(backendName: string): void {
  replaceKernel("ResizeBilinearGrad", backendName, linear);
  replaceKernel("ResizeNearestNeighborGrad", backendName, nearest);
}

const by = (weights: Weights): Replacement => () => ({ inputs, attrs }) => {
  const { dy, images } = inputs as Record<string, tf.Tensor4D>;
  return resizeGradient(dy!, images!.shape, attrs as unknown as Resizing, weights);
};
const linear = by(linearWeights), nearest = by(nearestWeights);

/** The share that each pixel of a side has in one of the resized side: pairs of pixel and share. */
export type Weights = (
  at: number,
  from: number,
  to: number,
  resizing: Resizing,
) => readonly (readonly [number, number])[];

/**
 * The gradient of resized images.
 *
 * @param dy [batch, height, width, channels], of the size that the images have got.
 * @param shape Of the images.
 * @param weights {@linkcode linearWeights} or {@linkcode nearestWeights}.
 */
export function resizeGradient(
  dy: tf.Tensor4D,
  shape: readonly number[],
  resizing: Resizing,
  weights: Weights,
): tf.Tensor4D {
  const [n, height, width, channels] = shape as [number, number, number, number];
  const [, tall, wide] = dy.shape;
  return tf.tidy(() => {
    const [down, across] = [[height, tall], [width, wide]].map(([from, to]) => matrix(from!, to!, resizing, weights));
    const rows = tf.matMul(down!, tf.reshape(dy, [n, tall, wide * channels]));
    const columns = tf.matMul(across!, tf.reshape(rows, [n * height, wide, channels]));
    return tf.reshape(columns, [n, height, width, channels]) as tf.Tensor4D;
  });
}

/** The transpose of what makes a side of `to` pixels of one of `from`, as a batch of one. */
function matrix(from: number, to: number, resizing: Resizing, weights: Weights): tf.Tensor {
  const values = new Float32Array(from * to);
  for (let at = 0; at < to; at++) {
    for (const [pixel, share] of weights(at, from, to, resizing)) values[pixel * to + at]! += share;
  }
  return tf.tensor(values, [1, from, to]);
}

const scaleOf = (from: number, to: number, alignCorners: boolean) =>
  alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;

/** Between the two nearest pixels. */
export function linearWeights(at: number, from: number, to: number, resizing: Resizing) {
  const scale = scaleOf(from, to, resizing.alignCorners);
  const place = Math.max(0, resizing.halfPixelCenters ? (at + 0.5) * scale - 0.5 : at * scale);
  const low = Math.min(from - 1, Math.floor(place)), high = Math.min(from - 1, Math.ceil(place));
  return [[low, 1 - (place - low)], [high, place - low]] as const;
}

/** All of the nearest pixel. */
export function nearestWeights(at: number, from: number, to: number, resizing: Resizing) {
  const { alignCorners, halfPixelCenters = false } = resizing, scale = scaleOf(from, to, alignCorners);
  const place = halfPixelCenters ? (at + 0.5) * scale : at * scale;
  const pixel = alignCorners ? Math.round(place) : Math.floor(place);
  return [[Math.max(0, Math.min(from - 1, pixel)), 1]] as const;
}
