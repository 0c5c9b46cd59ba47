/** The gradients of resized images, also where pixels are counted by their centres, which those of tfjs take for corners. */
import { tf } from "../../tf.ts";
import { linearWeights, nearestWeights, resizeGradient, type Resizing, type Weights } from "../repairs/resize_grad.ts";
import type { Gradient } from "./config.ts";
import { isDerivedAgain } from "./tape.ts";

/** The engine's own kernel where it is right, else products with matrices. */
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
