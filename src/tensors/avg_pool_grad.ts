/**
 * A repair of tfjs: its average pooling divides by the pixels under the window, but its gradient by the size of the
 * window, which at a padded rim is more. (Found by holding the cpu engine's gradients against finite differences.)
 */
import { tf } from "../tf.ts";

const repaired = Symbol.for("raptor.avgPoolGrad");

interface Attributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "same" | "valid" | number;
}

/**
 * Puts a kernel in the place of a backend's `AvgPoolGrad` that divides by what the forward pass divided by.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairAvgPoolGrad(backendName: string): void {
  const shipped = tf.getKernel("AvgPoolGrad", backendName) as tf.KernelConfig & { [repaired]?: true };
  if (shipped[repaired]) return;
  tf.unregisterKernel("AvgPoolGrad", backendName);
  const kernel: typeof shipped = {
    ...shipped,
    [repaired]: true,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { filterSize, strides, pad } = attrs as unknown as Attributes;
      const shape = inputs.input!.shape as [number, number, number, number];
      const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad);
      const rows = counts(info.outHeight, info.strideHeight, info.filterHeight, info.padInfo.top, info.inHeight);
      const columns = counts(info.outWidth, info.strideWidth, info.filterWidth, info.padInfo.left, info.inWidth);
      const size = info.filterHeight * info.filterWidth;
      const ratios = rows.flatMap((height) => columns.map((width) => size / (height * width)));
      if (ratios.every((ratio) => ratio === 1)) return shipped.kernelFunc({ inputs, attrs: attrs!, backend });
      return tf.tidy(() => {
        const dy = tf.mul(inputs.dy as tf.Tensor, tf.tensor(ratios, [1, rows.length, columns.length, 1]));
        const dx = shipped.kernelFunc({ inputs: { ...inputs, dy }, attrs: attrs!, backend }) as tf.TensorInfo;
        return tf.engine().makeTensorFromTensorInfo(dx);
      });
    },
  };
  tf.registerKernel(kernel);
}

/** How many pixels each place of a window covers along one axis. */
function counts(output: number, stride: number, k: number, pad: number, input: number): number[] {
  return Array.from({ length: output }, (_, o) => {
    const start = o * stride - pad;
    return Math.max(1, Math.min(input, start + k) - Math.max(0, start));
  });
}
