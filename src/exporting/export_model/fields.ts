/** Fields of messages of Protocol Buffers, which the formats of other tools are made of. */
import { BinaryWriter } from "npm:@bufbuild/protobuf@2.17.0/wire";

// Wire types: numbers of any length, what has a length, four bytes.
const VARINT = 0, LENGTH = 2, FOUR = 5;

/** Writes a field. */
export type Field = (writer: BinaryWriter) => BinaryWriter;

/** A whole number, a truth or a word of an enumeration. */
export const int = (field: number, value: number | bigint): Field => (writer) => writer.tag(field, VARINT).int64(value);
/** A number in 32 bits. */
export const float = (field: number, value: number): Field => (writer) => writer.tag(field, FOUR).float(value);
/** A text. */
export const text = (field: number, value: string): Field => (writer) => writer.tag(field, LENGTH).string(value);
/** Bytes as they are. */
export const bytes = (field: number, value: Uint8Array): Field => (writer) => writer.tag(field, LENGTH).bytes(value);
/** Whole numbers, one behind the other. */
export const ints = (field: number, values: readonly (number | bigint)[]): Field => (writer) =>
  values.reduce((all: BinaryWriter, value) => all.int64(value), writer.tag(field, LENGTH).fork()).join();
/** A message in a message. */
export const message = (field: number, ...fields: readonly Field[]): Field => (writer) =>
  fields.reduce((all, write) => write(all), writer.tag(field, LENGTH).fork()).join();
/** A map of texts: a message for each entry. */
export const entries = <V>(field: number, map: Readonly<Record<string, V>>, value: (it: V) => Field): Field[] =>
  Object.entries(map).map(([key, it]) => message(field, text(1, key), value(it)));

/**
 * The bytes of fields that make a whole file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { int, wholeOf } from "./fields.ts";
 *
 * assertEquals(wholeOf([int(1, 150)]), Uint8Array.of(8, 150, 1));
 * ```
 */
export function wholeOf(fields: readonly Field[]): Uint8Array {
  return fields.reduce((all, write) => write(all), new BinaryWriter()).finish();
}
