/** The memory of tfjs's WebAssembly backend, as the kernels of this folder see it. */
import { tf } from "../../tf.ts";

/** A tensor as kernels hand it on. */
export type Info = tf.TensorInfo;

/** What this folder uses of tfjs's backend. */
export interface WasmBackend {
  readonly wasm: {
    readonly HEAPU8: Uint8Array;
    /** What the compiled code exports. */
    readonly asm: { readonly memory: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(address: number): void;
    readonly tfjs: {
      registerTensor(id: number, size: number, offset: number): void;
      disposeData(id: number): void;
    };
  };
  readonly dataIdMap: { get(dataId: object): { readonly id: number; readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): Info;
  incRef(dataId: object): void;
  disposeData(dataId: object): boolean;
}

/** Access to tensors by their place in memory. Views are made anew for each use, as they do not see what memory is added later. */
export interface Heap {
  /** Where a tensor lies, in bytes. */
  address(tensor: Info): number;
  /** The numbers of a float32 tensor, in place. */
  floats(tensor: Info): Float32Array;
  /** The numbers of an int32 tensor, in place. */
  ints(tensor: Info): Int32Array;
  /** Memory that belongs to no tensor, and the words in it. */
  allocate(bytes: number): number;
  free(address: number): void;
  words(address: number, count: number): Int32Array;
  /** Makes a float32 tensor; its contents are arbitrary. */
  output(shape: readonly number[]): Info;
  /** Makes an int32 tensor, likewise. */
  integers(shape: readonly number[]): Info;
  /** Another tensor with the same numbers in the same place. */
  share(tensor: Info): Info;
  /** Gives back a tensor that `output` made. */
  release(...tensors: readonly Info[]): void;
  /**
   * Says that a tensor was written to in place: tfjs's fused and depthwise convolutions pack weights once, and would
   * go on with the old ones.
   */
  changed(tensor: Info): void;
}

/** Opens the memory of a backend. */
export function heap(backend: WasmBackend): Heap {
  const place = (tensor: Info) => backend.dataIdMap.get(tensor.dataId);
  const buffer = () => backend.wasm.HEAPU8.buffer;
  const size = (tensor: Info) => tf.util.sizeFromShape(tensor.shape);
  return Object.freeze({
    address: (tensor: Info) => place(tensor).memoryOffset,
    allocate: (bytes: number) => backend.wasm._malloc(bytes) >>> 0,
    free: (address: number) => backend.wasm._free(address),
    words: (address: number, count: number) => new Int32Array(buffer(), address, count),
    floats: (tensor: Info) => new Float32Array(buffer(), place(tensor).memoryOffset, size(tensor)),
    ints: (tensor: Info) => new Int32Array(buffer(), place(tensor).memoryOffset, size(tensor)),
    output: (shape: readonly number[]) => backend.makeOutput([...shape], "float32"),
    integers: (shape: readonly number[]) => backend.makeOutput([...shape], "int32"),
    share: ({ dataId, shape, dtype }: Info) => {
      backend.incRef(dataId);
      return { dataId, shape, dtype };
    },
    release: (...tensors: readonly Info[]) => {
      for (const { dataId } of tensors) backend.disposeData(dataId);
    },
    changed: (tensor: Info) => {
      const { id, memoryOffset } = place(tensor);
      backend.wasm.tfjs.disposeData(id);
      backend.wasm.tfjs.registerTensor(id, size(tensor), memoryOffset);
    },
  });
}
