/** Messages of Protocol Buffers as a graph needs them: fields in, bytes out, by the library's writer. */
import { BinaryWriter } from "npm:@bufbuild/protobuf@2.17.0/wire";

/** What a field holds: a whole number, bytes, or a text. */
export type Field = number | bigint | Uint8Array | string;

// Wire types: numbers of any length, what has a length, four bytes.
const VARINT = 0, LENGTH = 2, FOUR = 5;

/** A message of fields by their numbers, in the order given; a whole number is a varint, all else has its length. */
export function message(...fields: readonly (readonly [number: number, value: Field])[]): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  for (const [number, value] of fields) {
    if (typeof value === "string") writer.tag(number, LENGTH).string(value);
    else if (value instanceof Uint8Array) writer.tag(number, LENGTH).bytes(value);
    else whole(writer.tag(number, VARINT), value);
  }
  return writer.finish();
}

/** A message of one float32. */
export function floatField(number: number, value: number): Uint8Array<ArrayBuffer> {
  return new BinaryWriter().tag(number, FOUR).float(value).finish();
}

/** Whole numbers one after the other, as packed fields want them. */
export function packed(values: readonly number[]): Uint8Array<ArrayBuffer> {
  return values.reduce(whole, new BinaryWriter()).finish();
}

/** Messages of one type one after the other are their union. */
export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return parts.reduce((writer, part) => writer.raw(part), new BinaryWriter()).finish();
}

/** A varint; negative numbers are written as 64 bits, and what is beyond 32 bits as well. */
function whole(writer: BinaryWriter, value: number | bigint): BinaryWriter {
  if (typeof value === "number" && value >= 0 && value <= 0xffffffff) return writer.uint32(value);
  return typeof value === "bigint" && value > 0x7fffffffffffffffn ? writer.uint64(value) : writer.int64(value);
}
