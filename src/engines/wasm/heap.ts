/**
 * The memory of tfjs's WebAssembly backend, as the kernels of this folder see it, and a clear end where it is full:
 * tfjs does not ask whether it got any, and would write to address 0.
 */
import { tf } from "../../tf.ts";
import { OUT_OF_MEMORY } from "../../tensors/out_of_memory.ts";

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

// The last of the 4 GiB stay free, as the compiled code wants memory of its own and traps where there is none.
const limit = 2 ** 32 - 2 ** 27;

/** Makes a backend refuse a tensor that it has no room for. */
export function limitMemory({ wasm }: WasmBackend): void {
  // Emscripten puts the compiled functions in place at their first call, which must not undo this.
  wasm._free(wasm._malloc(8));
  const allocate = wasm._malloc;
  wasm._malloc = (bytes) => {
    // Addresses above 2 GiB come as negative numbers.
    const address = bytes < limit ? allocate(bytes) >>> 0 : 0;
    if (address !== 0 && address + bytes <= limit) return address;
    if (address !== 0) wasm._free(address);
    const gigabytes = (size: number) => (size / 1e9).toFixed(1);
    throw new RangeError(
      `Cannot make a tensor as the wasm engine holds at most ${gigabytes(limit)} GB: got ${
        gigabytes(bytes)
      } GB more, ` +
        `where the memory is ${gigabytes(wasm.HEAPU8.length)} GB already\n` +
        `Take smaller batches or a smaller model, or another engine.`,
      { cause: OUT_OF_MEMORY },
    );
  };
}
