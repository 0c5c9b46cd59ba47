/** The gradients of pools, which tfjs forgets to tell how odd sizes were rounded. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";

type Attributes = NonNullable<tf.NamedAttrMap>;

const run = (name: string, inputs: tf.NamedTensorMap, attributes: Attributes) =>
  tf.engine().runKernel(name, inputs, attributes) as tf.Tensor;

/** To the place of the largest number. */
export const maxPool: Gradient = {
  kernelName: "MaxPool",
  inputsToSave: ["x"],
  outputsToSave: [true],
  gradFunc: (dy, [input, output], attributes: Attributes) => ({
    x: () => run("MaxPoolGrad", { dy, input: input!, output: output! }, attributes),
  }),
};

/** To all places alike. */
export const avgPool: Gradient = {
  kernelName: "AvgPool",
  inputsToSave: ["x"],
  gradFunc: (dy, [input], attributes: Attributes) => ({
    x: () => run("AvgPoolGrad", { dy, input: input! }, attributes),
  }),
};
