/** Gradients of images that are pooled, resized or cut into boxes, where those of tfjs are wrong or missing. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";
import { linearWeights, nearestWeights, resizeGradient, type Resizing, type Weights } from "../repairs/resize_grad.ts";
import { isDerivedAgain } from "./tape.ts";

type Pooling = NonNullable<tf.NamedAttrMap>;

/** Pools are told how odd sizes were rounded, which tfjs forgets. */
const run = (name: string, inputs: tf.NamedTensorMap, attributes: Pooling) =>
  tf.engine().runKernel(name, inputs, attributes) as tf.Tensor;

/** To the place of the largest number. */
export const maxPool: Gradient = {
  kernelName: "MaxPool",
  inputsToSave: ["x"],
  outputsToSave: [true],
  gradFunc: (dy, [input, output], attributes: Pooling) => ({
    x: () => run("MaxPoolGrad", { dy, input: input!, output: output! }, attributes),
  }),
};

/** To all places alike. */
export const avgPool: Gradient = {
  kernelName: "AvgPool",
  inputsToSave: ["x"],
  gradFunc: (dy, [input], attributes: Pooling) => ({
    x: () => run("AvgPoolGrad", { dy, input: input! }, attributes),
  }),
};

/** The engine's own kernel where it is right, else products with matrices: those of tfjs take the centres of pixels for corners. */
const resize = (name: string, weights: Weights): Gradient => ({
  kernelName: name,
  inputsToSave: ["images"],
  gradFunc: (dy, saved, attrs: Resizing) => ({
    images: () => {
      const images = saved[0] as tf.Tensor4D;
      if (attrs.halfPixelCenters || isDerivedAgain()) {
        return resizeGradient(dy as tf.Tensor4D, images.shape, attrs, weights);
      }
      return tf.engine().runKernel(`${name}Grad`, { dy, images }, attrs as unknown as tf.NamedAttrMap) as tf.Tensor;
    },
  }),
});

/** Between pixels. */
export const resizeBilinear: Gradient = resize("ResizeBilinear", linearWeights);
/** By the nearest pixel. */
export const resizeNearestNeighbor: Gradient = resize("ResizeNearestNeighbor", nearestWeights);

interface Attributes {
  readonly method: "bilinear" | "nearest";
  readonly cropSize: readonly [number, number];
}

/** Rows and columns go back by the shares that they were mixed of; what lay outside of the image does not. tfjs has none. */
export const cropAndResize: Gradient = {
  kernelName: "CropAndResize",
  inputsToSave: ["image", "boxes", "boxInd"],
  gradFunc: (dy, saved, { method, cropSize }: Attributes) => {
    const [image, boxes, of] = saved as [tf.Tensor4D, tf.Tensor2D, tf.Tensor1D];
    const [count, height, width, channels] = image.shape;
    return {
      image: () => {
        const [top, left, bottom, right] = tf.split(boxes, 4, 1) as [
          tf.Tensor2D,
          tf.Tensor2D,
          tf.Tensor2D,
          tf.Tensor2D,
        ];
        const rows = shares(top, bottom, cropSize[0], height, method);
        const columns = shares(left, right, cropSize[1], width, method);
        const [boxesOf, tall, wide] = dy.shape as [number, number, number];
        const upright = tf.matMul(rows, tf.reshape(dy, [boxesOf, tall, wide * channels]), true);
        const turned = tf.transpose(tf.reshape(upright, [boxesOf, height, wide, channels]), [0, 2, 1, 3]);
        const whole = tf.matMul(columns, tf.reshape(turned, [boxesOf, wide, height * channels]), true);
        const images = tf.transpose(tf.reshape(whole, [boxesOf, width, height, channels]), [0, 2, 1, 3]);
        return tf.unsortedSegmentSum(images, of, count);
      },
    };
  },
};

/** [boxes, length, size]: how much of each line of an image is in each line of a crop. */
function shares(
  from: tf.Tensor2D,
  to: tf.Tensor2D,
  length: number,
  size: number,
  method: Attributes["method"],
): tf.Tensor3D {
  const last = size - 1;
  const lines = length === 1
    ? tf.mul(tf.add(from, to), last / 2)
    : tf.add(tf.mul(from, last), tf.mul(tf.sub(to, from), tf.mul(tf.range(0, length), last / (length - 1))));
  const at = tf.expandDims(lines, 2), there = tf.range(0, size);
  const within = tf.cast(tf.logicalAnd(tf.greaterEqual(at, 0), tf.lessEqual(at, last)), "float32");
  const share = method === "bilinear"
    ? tf.relu(tf.sub(1, tf.abs(tf.sub(at, there))))
    : tf.cast(tf.equal(tf.round(at), there), "float32");
  return tf.mul(share, within) as tf.Tensor3D;
}
