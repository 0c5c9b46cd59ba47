/** The little of Protocol Buffers that a graph needs: fields in, bytes out. */

/** What a field holds: a whole number, bytes, or a text. */
export type Field = number | bigint | Uint8Array | string;

/** A message of fields by their numbers, in the order given; a whole number is a varint, all else has its length. */
export function message(...fields: readonly (readonly [number: number, value: Field])[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (const [number, value] of fields) {
    if (typeof value === "number" || typeof value === "bigint") parts.push(varint(number << 3), varint(value));
    else {
      const bytes = typeof value === "string" ? encoder.encode(value) : value;
      parts.push(varint(number << 3 | 2), varint(bytes.length), bytes);
    }
  }
  return join(parts);
}

const encoder = new TextEncoder();

/** A message of one float32. */
export function floatField(number: number, value: number): Uint8Array<ArrayBuffer> {
  return join([varint(number << 3 | 5), new Uint8Array(Float32Array.of(value).buffer)]);
}

/** Whole numbers one after the other, as packed fields want them. */
export function packed(values: readonly number[]): Uint8Array<ArrayBuffer> {
  return join(values.map(varint));
}

/** Messages of one type one after the other are their union. */
export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whole numbers of one byte, as nearly all are. */
const SHORT = Array.from({ length: 128 }, (_, value) => Uint8Array.of(value));

function varint(value: number | bigint): Uint8Array {
  const short = typeof value === "number" ? SHORT[value] : undefined;
  if (short !== undefined) return short;
  const bytes: number[] = [];
  // Negative numbers are written as 64 bits.
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
