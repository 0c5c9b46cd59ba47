/**
 * A repair of tfjs: its average pooling divides by the pixels under the window, but its gradient by the size of the
 * window, which at a padded rim is more. (Found by holding the cpu engine's gradients against finite differences.)
 */
import { tf } from "../../tf.ts";
import { type Given, replaceKernel, type Replacement, tensorOf } from "./replace_kernel.ts";

interface Attributes {
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
  const { filterSize, strides, pad, dimRoundingMode } = given.attrs as unknown as Attributes;
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
  const { filterSize, strides, pad, dimRoundingMode } = given.attrs as unknown as Attributes;
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
