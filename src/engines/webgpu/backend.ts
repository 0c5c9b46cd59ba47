/** tfjs's WebGPU backend, as far as our kernels share its device, its tensors and the commands that it collects. */
import type { tf } from "../../tf.ts";

/** A tensor as kernels hand it on. */
export type Info = tf.TensorInfo;

/** What the backend knows of a tensor's data. */
export interface Data {
  readonly shape: number[];
  readonly dtype: tf.DataType;
  /** The numbers on the host: not sent yet, or kept from a read. */
  values: ArrayLike<number> | null;
  /** Where the numbers lie on the device, if they were sent or computed. */
  readonly resource?: GPUBuffer | null;
}

/** The backend; the package calls most of this private. */
export interface WebgpuBackend extends tf.KernelBackend {
  readonly device: GPUDevice;
  readonly tensorMap: { get(dataId: object): Data; has(dataId: object): boolean };
  makeTensorInfo(shape: number[], dtype: tf.DataType): Info;
  uploadToGPU(dataId: object): void;
  // Commands are collected in a pass and submitted a few at a time; what they use is given back only then.
  readonly commandEncoder: GPUCommandEncoder;
  readonly commandQueueOwnedIds: WeakSet<object>;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  memory(): { unreliable: boolean; numBytesAllocatedInGPU: number };
  runWebGPUProgram(...given: readonly unknown[]): Info;
}
