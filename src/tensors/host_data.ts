/** Data of any shape as the user has it, laid out flat on the host, one row an example. */
import type { HostTensor } from "../snapshot.ts";
import { readTensors } from "./read.ts";
import { tf } from "../tf.ts";

/** Numbers in arrays in arrays. */
export type Nested = readonly number[] | readonly Nested[];

/** Examples along the first axis: a tensor, nested arrays, a typed array, or flat data with a shape. */
export type HostData = tf.Tensor | HostTensor | Nested | NumberArray;

/** Typed arrays of numbers; of 32 bits they stay what they are, others become float32 or int32. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** The tensor type of a batch of such data. */
export type BatchOf<A> = A extends tf.Tensor ? A
  : A extends NumberArray | readonly number[] ? tf.Tensor1D
  : A extends readonly (readonly number[])[] ? tf.Tensor2D
  : A extends readonly (readonly (readonly number[])[])[] ? tf.Tensor3D
  : A extends readonly (readonly (readonly (readonly number[])[])[])[] ? tf.Tensor4D
  : tf.Tensor;

/**
 * Lays a copy of data out flat.
 *
 * @param data The data; a tensor stays the caller's.
 * @param which What it is called, for errors.
 * @throws {TypeError} If it is ragged or holds anything but numbers.
 * @throws {RangeError} If a whole number is too large for 32 bits.
 */
export async function readHost(data: HostData, which: string): Promise<HostTensor> {
  if (data instanceof tf.Tensor) {
    if (data.dtype === "string" || data.dtype === "complex64") throw wrongDtype(which, data.dtype);
    return (await readTensors({ data })).data!;
  }
  return layOut(data, which);
}

/**
 * The length of the first axis.
 *
 * @param data The data.
 * @param which What it is called, for errors.
 * @throws {TypeError} If it has no axis, or is nothing of the kind.
 */
export function countExamples(data: HostData, which: string): number {
  const isData = typeof data === "object" && data !== null;
  if (!isData && typeof data !== "number") {
    throw new TypeError(
      `Cannot use ${which} as it must be a tensor, arrays in arrays or a typed array, a row for each example: ` +
        `got ${typeof data === "string" ? "a text" : data}.`,
    );
  }
  const length = !isData ? undefined : "shape" in data ? data.shape[0] : data.length;
  if (length === undefined) {
    throw new TypeError(
      `Cannot use ${which} as its first axis must be the examples: got a single number. Wrap it in [].`,
    );
  }
  return length;
}

function layOut(data: Exclude<HostData, tf.Tensor>, which: string): HostTensor {
  if ("dtype" in data) {
    const size = data.shape.reduce((product, side) => product * side, 1);
    if (data.data.length === size) return { dtype: data.dtype, shape: [...data.shape], data: data.data.slice() };
    throw new TypeError(
      `Cannot use ${which} as the shape [${data.shape}] takes ${size} numbers: got ${data.data.length}. Correct the shape.`,
    );
  }
  if (data instanceof Float32Array || data instanceof Float64Array) {
    return { dtype: "float32", shape: [data.length], data: Float32Array.from(data) };
  }
  if (isWhole(data)) {
    return { dtype: "int32", shape: [data.length], data: fitting(data, which) };
  }
  if (!Array.isArray(data)) throw wrongDtype(which, Object.prototype.toString.call(data).slice(8, -1));
  const shape: number[] = [];
  for (let inner: unknown = data; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  const numbers = data.flat(Infinity) as unknown[];
  const wrong = numbers.findIndex((value) => typeof value !== "number");
  if (wrong >= 0) throw wrongDtype(which, `${typeof numbers[wrong]} at ${wrong}`);
  if (!isRegular(data, shape)) {
    throw new TypeError(
      `Cannot use ${which} as all its rows must have one shape: got rows that differ from [${shape}].`,
    );
  }
  // What flat() has left out.
  if (numbers.length !== shape.reduce((product, side) => product * side, 1)) throw wrongDtype(which, "a hole");
  return { dtype: "float32", shape, data: Float32Array.from(numbers as number[]) };
}

function isWhole(data: unknown): data is Exclude<NumberArray, Float32Array | Float64Array> {
  return [Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array, Uint8ClampedArray].some((Kind) =>
    data instanceof Kind
  );
}

function fitting(data: Exclude<NumberArray, Float32Array | Float64Array>, which: string): Int32Array {
  const copy = Int32Array.from(data), wrong = copy.findIndex((value, i) => value !== data[i]);
  if (wrong < 0) return copy;
  throw new RangeError(
    `Cannot use ${which} as whole numbers must be below 2147483648: got ${data[wrong]} at ${wrong}. ` +
      "Turn them into a Float32Array, or count from 0.",
  );
}

function isRegular(data: readonly unknown[], [length, ...inner]: readonly number[]): boolean {
  if (data.length !== length) return false;
  return data.every((row) => Array.isArray(row) ? inner.length > 0 && isRegular(row, inner) : inner.length === 0);
}

function wrongDtype(which: string, got: string): TypeError {
  return new TypeError(`Cannot use ${which} as it must hold numbers: got ${got}. Turn texts into numbers first.`);
}
