/**
 * A repair of tfjs: pools of volumes. Some backends lose negative maxima, others give wrong gradients for windows that are no cubes or
 * stand at a rim, and all begin too late where a step is longer than a window. A volume is pooled over its planes, and what comes of
 * them along the depth: the largest of the largest, and the mean of means, as each place has as many neighbours on every plane.
 */
import { tf } from "../../tf.ts";
import { type Given, replaceKernel, type Replacement } from "./replace_kernel.ts";

/**
 * Has the kernels `MaxPool3D`, `AvgPool3D` and their gradients compute by those for images.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairPoolVolumes(backendName: string): void {
  replaceKernel("MaxPool3D", backendName, largest);
  replaceKernel("AvgPool3D", backendName, mean);
  replaceKernel("MaxPool3DGrad", backendName, toLargest);
  replaceKernel("AvgPool3DGrad", backendName, toAll);
}

interface Attributes {
  readonly filterSize: [number, number, number] | number;
  readonly strides: [number, number, number] | number;
  readonly pad: "same" | "valid" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

type Images = tf.Tensor4D;
type Kind = "MaxPool" | "AvgPool";

const run = (name: string, inputs: tf.NamedTensorMap, attributes: object) =>
  tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as Images;

const forward = (kind: Kind): Replacement => () => (given) => {
  const x = given.inputs.x as tf.Tensor, passes = passesOf(x.shape, given);
  if (passes.output.some((size) => size < 1)) return tf.zeros(passes.output.map((size) => Math.max(0, size)));
  return tf.tidy(() => {
    const planes = run(kind, { x: tf.reshape(x, passes.planes) }, passes.flat);
    return tf.reshape(run(kind, { x: tf.reshape(planes, passes.columns) }, passes.deep), passes.output);
  });
};

const gradient = (kind: Kind): Replacement => () => (given) => {
  const { dy, input } = given.inputs as tf.NamedTensorMap, passes = passesOf(input!.shape, given);
  if (passes.output.some((size) => size < 1)) return tf.zeros(input!.shape);
  return tf.tidy(() => {
    const image = tf.reshape(input!, passes.planes), planes = run(kind, { x: image }, passes.flat);
    const columns = tf.reshape(planes, passes.columns), output = run(kind, { x: columns }, passes.deep);
    const above = { dy: tf.reshape(dy!, output.shape), input: columns, output };
    const between = tf.reshape(run(`${kind}Grad`, above, passes.deep), planes.shape);
    return tf.reshape(run(`${kind}Grad`, { dy: between, input: image, output: planes }, passes.flat), input!.shape);
  });
};

const [largest, mean] = [forward("MaxPool"), forward("AvgPool")];
const [toLargest, toAll] = [gradient("MaxPool"), gradient("AvgPool")];

/** A pool of volumes as one of images, over all planes, and one along the depth of what came of them. */
function passesOf(shape: readonly number[], given: Given) {
  const { filterSize, strides, pad, dimRoundingMode } = given.attrs as unknown as Attributes;
  const volume = shape as [number, number, number, number, number], [n, depth, height, width, channels] = volume;
  const info = tf.backend_util.computePool3DInfo(volume, filterSize, strides, 1, pad, dimRoundingMode);
  // tfjs makes padding of less than nothing where a step is longer than a window.
  const { front, back, top, bottom, left, right } = info.padInfo, none = [0, 0];
  const around = (before: number, after: number) => before + after < 0 ? none : [before, after];
  return {
    planes: [n * depth, height, width, channels],
    flat: {
      ...{ filterSize: [info.filterHeight, info.filterWidth], strides: [info.strideHeight, info.strideWidth] },
      ...{ pad: [none, around(top, bottom), around(left, right), none], dimRoundingMode },
    },
    columns: [n, depth, info.outHeight * info.outWidth, channels],
    deep: {
      ...{ filterSize: [info.filterDepth, 1], strides: [info.strideDepth, 1] },
      ...{ pad: [none, around(front, back), none, none], dimRoundingMode },
    },
    output: info.outShape,
  };
}
