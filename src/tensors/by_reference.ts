/**
 * Kernels that an engine leaves to tfjs's plain JavaScript: slow and right, for what is rare. The values go there and
 * the results come back, so this is for engines whose values can be read at once.
 */
import { tf } from "../tf.ts";
import { isComposed } from "./kernel.ts";
import { shippedKernel } from "./repairs/replace_kernel.ts";

type KernelFunc = tf.KernelConfig["kernelFunc"];
type Values = Float32Array | Int32Array | Uint8Array;

/** What is asked of the two backends. */
interface Holder {
  readSync(dataId: object): Values;
  write(values: Values, shape: number[], dtype: tf.DataType): object;
  disposeData(dataId: object): boolean;
}

/**
 * A kernel that computes as the cpu engine does.
 *
 * @param kernelName The kernel's name, such as `Cumsum`; tfjs's cpu backend must have it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { byReference } from "./by_reference.ts";
 *
 * await tf.setBackend("cpu");
 * const inputs = { x: tf.tensor1d([-1, 2]) };
 * const { dataId } = byReference("Abs")({ inputs, backend: tf.backend() }) as tf.TensorInfo;
 * assertEquals([...(tf.backend() as tf.KernelBackend).readSync(dataId)], [1, 2]);
 * ```
 */
export function byReference(kernelName: string): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const kernelFunc = shippedKernel(kernelName, "cpu");
    const cpu = tf.findBackend("cpu") as unknown as Holder, here = backend as Holder;
    const there: tf.TensorInfo[] = [];
    const lend = (given: unknown): unknown => {
      if (given === undefined || given === null) return given;
      if (Array.isArray(given)) return given.map(lend);
      const { dataId, shape, dtype } = given as tf.TensorInfo;
      const lent = { dataId: cpu.write(here.readSync(dataId), shape, dtype), shape, dtype, rank: shape.length };
      there.push(lent);
      return lent;
    };
    const give = ({ dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo => {
      const values = cpu.readSync(dataId);
      return { dataId: here.write(exactly(values, dtype), shape, dtype), shape, dtype };
    };
    try {
      const lent = Array.isArray(inputs)
        ? lend(inputs)
        : Object.fromEntries(Object.entries(inputs).map(([name, one]) => [name, lend(one)]));
      const parameters = { inputs: lent, attrs, backend: cpu } as unknown as Parameters<KernelFunc>[0];
      const made = kernelFunc(parameters), results = [made].flat();
      there.push(...results);
      const given = results.map(give);
      return Array.isArray(made) ? given : given[0]!;
    } finally {
      for (const { dataId } of there) cpu.disposeData(dataId);
    }
  };
}

/** The kernels of tfjs's cpu backend, by name. */
export function referenceKernels(): string[] {
  return tf.getKernelsForBackend("cpu").filter((kernel) => !(isComposed in kernel)).map(({ kernelName }) => kernelName);
}

/** In the array that the type wants: some kernels answer whole numbers in another. */
function exactly(values: Values, dtype: tf.DataType): Values {
  if (dtype === "float32" && !(values instanceof Float32Array)) return Float32Array.from(values);
  if (dtype === "int32" && !(values instanceof Int32Array)) return Int32Array.from(values);
  if (dtype === "bool" && !(values instanceof Uint8Array)) return Uint8Array.from(values);
  return values;
}
