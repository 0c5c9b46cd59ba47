/** The gradient of boxes that are cut out of images and resized, by the images; tfjs has none. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";

interface Attributes {
  readonly method: "bilinear" | "nearest";
  readonly cropSize: readonly [number, number];
}

/** Rows and columns go back by the shares that they were mixed of; what lay outside of the image does not. */
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
