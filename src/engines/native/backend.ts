/**
 * The tfjs backend `tensorflow`: the one of tfjs-node, whose kernels are plain JavaScript, on Raptor's own binding.
 * Below it, what Raptor's own kernels need of it: tensors by number, and small constants that are made once.
 */
import nodeUtil from "node:util";
import { declareCopies } from "../../tensors/copies.ts";
import { tf } from "../../tf.ts";
import type { Attribute } from "./attributes.ts";
import type { Binding, Values } from "./binding.ts";

/** The name that the kernels of tfjs-node ask for. */
export const BACKEND = "tensorflow";

/** What the backend knows of a tensor's data. */
export interface Data {
  shape: readonly number[];
  dtype: number;
  id: number;
  values: Values | null;
  refCount: number;
}

/** The backend of tfjs-node, as far as Raptor uses it. */
export interface NativeBackend {
  readonly binding: Binding;
  readonly tensorMap: {
    get(dataId: object): Data;
    set(dataId: object, data: Data): void;
    has(dataId: object): boolean;
  };
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  /** Takes values from the host, or from another backend. */
  move(dataId: object, values: Values, shape: number[], dtype: tf.DataType, refCount: number): void;
  disposeData(dataId: object, force?: boolean): boolean;
  refCount(dataId: object): number;
}

/**
 * Registers the backend and the kernels of tfjs-node. They are imported here and not above, so that only those who
 * open the engine pay for them.
 */
export async function registerBackend(binding: Binding): Promise<NativeBackend> {
  // tfjs-node uses two functions that newer versions of Node, and so Deno, have dropped.
  const dropped = { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray };
  for (const [name, stand] of Object.entries(dropped)) (nodeUtil as unknown as Record<string, unknown>)[name] ??= stand;
  const { NodeJSKernelBackend } = await import("npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/nodejs_kernel_backend.js");
  const backend = new NodeJSKernelBackend(binding as never, "@tensorflow/tfjs-node");
  uploadAtOnce(backend as unknown as NativeBackend);
  declareCopies(backend, LARGE);
  tf.registerBackend(BACKEND, () => backend as never, 3);
  await import("npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/register_all_kernels.js");
  return backend as unknown as NativeBackend;
}

const LARGE = 2 ** 14;

/**
 * Puts large arrays on the device when they come. The backend of tfjs-node waits for the first operation, and so holds
 * the weights of a new model twice: once here and once in JavaScript.
 */
function uploadAtOnce(backend: NativeBackend): void {
  const move = backend.move.bind(backend);
  backend.move = (dataId, values, ...rest) => {
    move(dataId, values, ...rest);
    if (values instanceof Float32Array && values.length >= LARGE) upload(backend, backend.tensorMap.get(dataId));
  };
}

function upload({ binding }: NativeBackend, data: Data): void {
  data.id = binding.createTensor(data.shape, data.dtype, data.values!);
  data.values = null;
}

/** A kernel of the native engine. */
export type NativeKernel<Inputs extends string> = (
  inputs: Readonly<Record<Inputs, tf.TensorInfo>>,
  attrs: Readonly<Record<string, unknown>>,
  backend: NativeBackend,
) => tf.TensorInfo | tf.TensorInfo[];

/** Registers a kernel, in place of the one that tfjs-node has under that name. */
export function register<Inputs extends string>(kernelName: string, kernel: NativeKernel<Inputs>): void {
  if (tf.getKernel(kernelName, BACKEND) !== undefined) tf.unregisterKernel(kernelName, BACKEND);
  tf.registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc: ({ inputs, attrs, backend }) => kernel(inputs as never, attrs ?? {}, backend as NativeBackend),
  });
}

/** The number of a tensor; values that still wait on the host go to the device now. */
export function idOf(backend: NativeBackend, tensor: tf.TensorInfo): number {
  const data = backend.tensorMap.get(tensor.dataId);
  if (data.values !== null) upload(backend, data);
  return data.id;
}

/** The numbers of all tensors in arrays and objects; values that still wait on the host go to the device now. */
export function numbersIn(container: unknown): number[] {
  const tensors = tf.tensor_util.getTensorsInContainer(container as tf.TensorContainer);
  return (tf.backend() as unknown as NativeBackend).getInputTensorIds(tensors);
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

const DTYPES = { float32: 1, int32: 3, bool: 10 } as const;

/** Runs an operation with one output. */
export function run(
  { binding }: NativeBackend,
  name: string,
  attributes: readonly Attribute[],
  ...inputs: number[]
): number {
  return binding.execute(name, attributes, inputs, 1)[0]!;
}

/** Makes the number of a tensor of whole numbers; the same one for the same values. */
export function ints(backend: NativeBackend, values: readonly number[]): number {
  return constant(backend, `i${values}`, 3, [values.length], values);
}

/** Makes the number of a scalar; the same one for the same value. */
export function scalar(backend: NativeBackend, value: number): number {
  return constant(backend, `f${value}`, 1, [], [value]);
}

const constants = new WeakMap<NativeBackend, Map<string, number>>();
const MOST_CONSTANTS = 2048;

/** A tensor that is made once and kept. A full cache is emptied: schedules bring a new learning rate every step. */
export function constant(
  backend: NativeBackend,
  key: string,
  dtype: number,
  shape: readonly number[],
  values: Values | (() => Values),
): number {
  let kept = constants.get(backend);
  if (kept === undefined) constants.set(backend, kept = new Map());
  let id = kept.get(key);
  if (id === undefined) {
    id = backend.binding.createTensor(shape, dtype, typeof values === "function" ? values() : values);
    kept.set(key, id);
  }
  return id;
}

/** Gives back constants if there are many. Only between kernels: within one they are in use. */
export function trimConstants(backend: NativeBackend): void {
  const kept = constants.get(backend);
  if (kept === undefined || kept.size < MOST_CONSTANTS) return;
  for (const id of kept.values()) backend.binding.deleteTensor(id);
  kept.clear();
}

/** How many constants are kept. */
export function keptConstants(backend: NativeBackend): number {
  return constants.get(backend)?.size ?? 0;
}
