/**
 * The types of numbers that files hold, and what we keep them as: real numbers as float32, whole ones as int32. What a type
 * can hold and int32 cannot is refused, never cut off.
 */
import type { HostTensor } from "../snapshot.ts";

/** A type of numbers in a file. */
export interface NumberType extends Pick<HostTensor, "dtype"> {
  /** Of a number. */
  readonly bytes: number;
  /**
   * The numbers that little-endian bytes stand for.
   *
   * @param bytes A whole buffer, which may become theirs.
   * @throws {RangeError} If a whole number does not fit int32.
   */
  numbers(bytes: ArrayBuffer): HostTensor["data"];
}

const real = (bytes: number, numbers: (bytes: ArrayBuffer) => Float32Array): NumberType => ({
  dtype: "float32",
  bytes,
  numbers,
});
const whole = (bytes: number, numbers: (bytes: ArrayBuffer) => Int32Array): NumberType => ({
  dtype: "int32",
  bytes,
  numbers,
});

/**
 * The types by the names that safetensors gives them.
 *
 * The floats of 8 bits are those of Micikevicius et al. (2022): `F8_E4M3` has no infinities and spends them on numbers up to
 * 448 (PyTorch's `float8_e4m3fn`), `F8_E5M2` is the upper half of an `F16`.
 */
export const NUMBER_TYPES: ReadonlyMap<string, NumberType> = new Map([
  ["F64", real(8, (bytes) => Float32Array.from(new Float64Array(bytes)))],
  ["F32", real(4, (bytes) => new Float32Array(bytes))],
  ["F16", real(2, (bytes) => Float32Array.from(new Float16Array(bytes)))],
  ["BF16", real(2, (bytes) => new Float32Array(Uint32Array.from(new Uint16Array(bytes), (half) => half << 16).buffer))],
  [
    "F8_E5M2",
    real(1, (bytes) =>
      Float32Array.from(
        new Float16Array(Uint16Array.from(new Uint8Array(bytes), (byte) => byte << 8).buffer),
      )),
  ],
  [
    "F8_E4M3",
    real(1, (bytes) => {
      const sizes = Float32Array.from({ length: 256 }, (_, byte) => eighth(byte));
      return Float32Array.from(new Uint8Array(bytes), (byte) => sizes[byte]!);
    }),
  ],
  ["I64", whole(8, (bytes) => Int32Array.from(new BigInt64Array(bytes), fitting))],
  ["U64", whole(8, (bytes) => Int32Array.from(new BigUint64Array(bytes), fitting))],
  ["I32", whole(4, (bytes) => new Int32Array(bytes))],
  ["U32", whole(4, (bytes) => Int32Array.from(new Uint32Array(bytes), fitting))],
  ["I16", whole(2, (bytes) => Int32Array.from(new Int16Array(bytes)))],
  ["U16", whole(2, (bytes) => Int32Array.from(new Uint16Array(bytes)))],
  ["I8", whole(1, (bytes) => Int32Array.from(new Int8Array(bytes)))],
  ["U8", whole(1, (bytes) => Int32Array.from(new Uint8Array(bytes)))],
  ["BOOL", { dtype: "bool", bytes: 1, numbers: (bytes) => new Uint8Array(bytes) }],
]);

function fitting(value: bigint | number): number {
  const number = Number(value);
  if (number >= -(2 ** 31) && number < 2 ** 31) return number;
  throw new RangeError(`numbers must be kept as int32: got ${value}`);
}

/**
 * One bit more of exponent, with a bias of 8 more, and seven more of mantissa make it an F16 of a 256th of its size; only where
 * both parts are full of ones it is no number.
 */
function eighth(byte: number): number {
  return byte % 128 === 127
    ? NaN
    : 256 * new Float16Array(Uint16Array.of(byte >> 7 << 15 | byte % 128 << 7).buffer)[0]!;
}
