/**
 * Repairs of tfjs's pools. Average pooling divides by the pixels under the window, but its gradient by the size of the
 * window, which at a padded rim is more. (Found by holding the cpu engine's gradients against finite differences.) Of
 * volumes, some backends lose negative maxima, others give wrong gradients for windows that are no cubes or stand at a
 * rim, and all begin too late where a step is longer than a window. A volume is pooled over its planes, and what comes
 * of them along the depth: the largest of the largest, and the mean of means, as each place has as many neighbours on
 * every plane.
 */
import { tf } from "../../tf.ts";
import { type Given, replaceKernel, type Replacement, tensorOf } from "./replace_kernel.ts";

/** What a pool of images is told. */
export interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "same" | "valid" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/**
 * Has the kernel `AvgPoolGrad` of a backend divide by what the forward pass divided by, and `AvgPool` know padding.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairAvgPoolGrad(backendName: string): void {
  replaceKernel("AvgPoolGrad", backendName, images);
  replaceKernel("AvgPool", backendName, seen);
}

/** The mean of what a window sees where it stands in the padding alone is 0; backends answer what lies about. */
const seen: Replacement = (shipped) => (given) => {
  const { filterSize, strides, pad, dimRoundingMode } = given.attrs as unknown as PoolAttributes;
  if (typeof pad === "string") return shipped(given);
  const shape = given.inputs.x!.shape as [number, number, number, number];
  const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const sees = (o: number, stride: number, k: number, near: number, size: number) =>
    o * stride - near < size && o * stride - near + k > 0 ? 1 : 0;
  const down = Array.from(
    { length: info.outHeight },
    (_, o) => sees(o, info.strideHeight, info.filterHeight, info.padInfo.top, info.inHeight),
  );
  const right = Array.from(
    { length: info.outWidth },
    (_, o) => sees(o, info.strideWidth, info.filterWidth, info.padInfo.left, info.inWidth),
  );
  if (down.every(Boolean) && right.every(Boolean)) return shipped(given);
  return tf.tidy(() => {
    const y = tensorOf(shipped(given)), mask = down.flatMap((row) => right.map((column) => row * column));
    const isSeen = tf.tensor(mask, [1, down.length, right.length, 1], "bool");
    return tf.where(tf.broadcastTo(isSeen, y.shape), y, tf.zerosLike(y));
  });
};

const images: Replacement = (shipped) => (given) => {
  const { filterSize, strides, pad, dimRoundingMode } = given.attrs as unknown as PoolAttributes;
  const shape = given.inputs.input!.shape as [number, number, number, number];
  const info = tf.backend_util.computePool2DInfo(
    shape,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return weighed(shipped, told(given, info), [
    {
      out: info.outHeight,
      stride: info.strideHeight,
      k: info.filterHeight,
      pad: info.padInfo.top,
      size: info.inHeight,
    },
    { out: info.outWidth, stride: info.strideWidth, k: info.filterWidth, pad: info.padInfo.left, size: info.inWidth },
  ]);
};

/** The kernels take sizes to be rounded down; where they are not, the padding says what there is. */
function told(given: Given, info: ReturnType<typeof tf.backend_util.computePool2DInfo>): Given {
  const { dimRoundingMode, ...rest } = given.attrs as NonNullable<tf.NamedAttrMap>, { top, left } = info.padInfo;
  if (dimRoundingMode === undefined || dimRoundingMode === "floor") return given;
  const [down, right] = [
    (info.outHeight - 1) * info.strideHeight + info.filterHeight - info.inHeight - top,
    (info.outWidth - 1) * info.strideWidth + info.filterWidth - info.inWidth - left,
  ];
  const pad = [[0, 0], [top, Math.max(0, down)], [left, Math.max(0, right)], [0, 0]];
  return { ...given, attrs: { ...rest, pad } as NonNullable<tf.NamedAttrMap> };
}

/** A window along one axis. */
interface Axis {
  readonly out: number;
  readonly stride: number;
  readonly k: number;
  readonly pad: number;
  readonly size: number;
}

/** The kernel's answer to a gradient that was multiplied by how much too little it is going to divide. */
function weighed(shipped: ReturnType<Replacement>, given: Given, axes: readonly Axis[]) {
  const ratios = axes.map(ratiosAlong);
  if (ratios.flat().every((ratio) => ratio === 1)) return shipped(given);
  return tf.tidy(() => {
    const dy = ratios.reduce<tf.Tensor>((dy, values, i) => {
      const shape = [1, ...axes.map((_, axis) => axis === i ? values.length : 1), 1];
      return tf.mul(dy, tf.tensor(values, shape));
    }, given.inputs.dy as tf.Tensor);
    return tensorOf(shipped({ ...given, inputs: { ...given.inputs, dy } }));
  });
}

/** For each place of a window along one axis, its size by the pixels that it covers. */
function ratiosAlong({ out, stride, k, pad, size }: Axis): number[] {
  return Array.from({ length: out }, (_, o) => {
    const start = o * stride - pad;
    return k / Math.max(1, Math.min(size, start + k) - Math.max(0, start));
  });
}

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

interface VolumeAttributes {
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
  const { filterSize, strides, pad, dimRoundingMode } = given.attrs as unknown as VolumeAttributes;
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
