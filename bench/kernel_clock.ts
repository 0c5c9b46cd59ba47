/** Tells where a step's time goes, kernel by kernel. Compiled steps do not call kernels: profile eager ones. */
import { tf } from "../mod.ts";

/** What was spent since the clock started, or was last forgotten. */
export interface KernelClock {
  forget(): void;
  /** Lines of the dearest kernels: calls and milliseconds a step. */
  lines(steps: number, most?: number): string[];
}

/** Wraps every kernel of a backend in a clock. */
export function clockKernels(backend: string): KernelClock {
  const spent = new Map<string, { calls: number; ms: number }>();
  for (const kernel of tf.getKernelsForBackend(backend)) {
    tf.unregisterKernel(kernel.kernelName, backend);
    tf.registerKernel({
      ...kernel,
      kernelFunc: (parameters) => {
        const start = performance.now();
        const outputs = kernel.kernelFunc(parameters);
        const { calls, ms } = spent.get(kernel.kernelName) ?? { calls: 0, ms: 0 };
        spent.set(kernel.kernelName, { calls: calls + 1, ms: ms + performance.now() - start });
        return outputs;
      },
    });
  }
  return {
    forget: () => spent.clear(),
    lines: (steps, most = 16) =>
      [...spent].sort(([, a], [, b]) => b.ms - a.ms).slice(0, most).map(([kernel, { calls, ms }]) =>
        `${kernel.padEnd(24)} ${(calls / steps).toFixed(0).padStart(5)} calls ${(ms / steps).toFixed(1).padStart(7)} ms`
      ),
  };
}
