/** Tensors of tfjs, which the binding knows by their numbers. */
import type { Exchange, Kept } from "../../../engine.ts";
import { tensorsIn } from "../../../tensors/tensors_in.ts";
import { tf } from "../../../tf.ts";
import type { Binding } from "./binding.ts";
import { dtypes } from "./dtypes.ts";
import type { Data, NativeBackend } from "./native_backend.ts";

/** Brings values that wait on the host to the device. */
export function upload({ binding }: NativeBackend, data: Data): void {
  data.id = binding.createTensor(data.shape, data.dtype, data.values!);
  data.values = null;
}

/** The number of a tensor; values that still wait on the host go to the device now. */
export function idOf(backend: NativeBackend, tensor: tf.TensorInfo): number {
  const data = backend.tensorMap.get(tensor.dataId);
  if (data.values !== null) upload(backend, data);
  return data.id;
}

/** The numbers of all tensors in arrays and objects; values that still wait on the host go to the device now. */
export function numbersIn(container: unknown): number[] {
  return (tf.backend() as unknown as NativeBackend).getInputTensorIds(tensorsIn(container));
}

/** The numbers of what tfjs's variables hold, as far as that is here. */
export function variableNumbers(): number[] {
  const { tensorMap } = tf.backend() as unknown as NativeBackend;
  return Object.values(tf.engine().registeredVariables).flatMap(({ dataId }) =>
    tensorMap.has(dataId) ? tensorMap.get(dataId).id : []
  );
}

/** Makes what has others read tensors, and fill new ones, in place. */
export function exchangeOf(binding: Pick<Binding, "exchanging">): Exchange & Kept {
  const exchange = binding.exchanging(), { release } = exchange;
  const whole: Exchange = (tensors, work) => {
    const backend = tf.backend() as unknown as NativeBackend, shapes = tensors.map(({ shape }) => shape);
    const end = exchange(backend.getInputTensorIds([...tensors]), shapes, work);
    return () => end().map((id, i) => tf.engine().makeTensorFromTensorInfo(output(backend, id, shapes[i]!)));
  };
  return Object.assign(whole, { release });
}

/** Gives a tensor by number to tfjs, as a kernel's output. */
export function output(
  { tensorMap }: NativeBackend,
  id: number,
  shape: readonly number[],
  dtype: "float32" | "int32" | "bool" = "float32",
): tf.TensorInfo {
  const dataId = {};
  tensorMap.set(dataId, { shape, dtype: DTYPES[dtype], id, values: null, refCount: 1 });
  return { dataId, shape: [...shape], dtype };
}

const DTYPES = { float32: dtypes.TF_FLOAT, int32: dtypes.TF_INT32, bool: dtypes.TF_BOOL } as const;
