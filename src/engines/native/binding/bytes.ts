/** Values of tensors as bytes, and back. */
import type { Values } from "./binding.ts";
import { dtypes } from "./dtypes.ts";

/** The bytes of a tensor's values; an array that is of its type is not copied. */
export function toBytes(dtype: number, values: Values): Uint8Array<ArrayBuffer> {
  const numbers = values as ArrayLike<number>;
  switch (dtype) {
    case dtypes.TF_FLOAT:
    case dtypes.TF_COMPLEX64:
      return view(numbers instanceof Float32Array ? numbers : Float32Array.from(numbers));
    case dtypes.TF_INT32:
      return view(numbers instanceof Int32Array ? numbers : Int32Array.from(numbers));
    case dtypes.TF_BOOL:
    case dtypes.TF_UINT8:
      return view(numbers instanceof Uint8Array ? numbers : Uint8Array.from(numbers));
    case dtypes.TF_INT64:
      // tfjs-node hands over the two halves of one number.
      return view(numbers as Int32Array);
    default:
      throw new TypeError("Cannot put texts on the native engine as its tensors hold numbers: got dtype string");
  }
}

function view(array: ArrayBufferView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);
}

/** Values of the bytes of a tensor. */
export function fromBytes(
  dtype: number,
  { buffer, length }: Uint8Array<ArrayBuffer>,
): Float32Array | Int32Array | Uint8Array {
  switch (dtype) {
    case dtypes.TF_FLOAT:
    case dtypes.TF_COMPLEX64:
      return new Float32Array(buffer);
    case dtypes.TF_INT32:
      return new Int32Array(buffer);
    case dtypes.TF_INT64:
      return Int32Array.from(new BigInt64Array(buffer), Number);
    case dtypes.TF_BOOL:
    case dtypes.TF_UINT8:
      return new Uint8Array(buffer, 0, length);
    default:
      throw new TypeError(
        `Cannot read a tensor as its type is none of float32, int32 and bool: got TensorFlow's ${dtype}`,
      );
  }
}
