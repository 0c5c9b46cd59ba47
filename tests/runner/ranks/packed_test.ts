import { assertEquals, assertThrows } from "@std/assert";
import { packed, unpacked } from "../../../src/runner/ranks/packed.ts";

Deno.test("packed() keeps arrays, numbers that are not finite, and nothing at all", () => {
  const value = {
    a: { data: Float32Array.of(1, NaN), shape: [2] },
    b: Int32Array.of(7),
    c: [Infinity, "x", null],
    d: Uint8Array.of(1),
  };
  assertEquals(unpacked(packed(value)), value);
  assertEquals(unpacked(packed(undefined)), undefined);
});

Deno.test("unpacked() refuses what is no JSON, and arrays of other kinds, of other lengths, or that are not there", () => {
  const text = (value: string) => new TextEncoder().encode(value),
    of = (kind: unknown, place: unknown = 1) => text(JSON.stringify({ a: { " array": place, kind } }));
  const odd = [
    ...["{", "rm -rf", "\u0000"].map((each) => [text(each)]),
    [Uint8Array.of(0xff)],
    ...["Object", "constructor", "__proto__", "BigInt64Array", 3, null].map((kind) => [of(kind), new Uint8Array(8)]),
    ...[0, 2, -1, "length", "1.5", null].map((place) => [of("Int32Array", place), new Uint8Array(8)]),
    [of("Float32Array"), new Uint8Array(7)],
  ];
  for (const parts of odd) {
    assertThrows(() => unpacked(parts, 2), Error, "Cannot go on as rank 2 must send what it has read: got ");
  }
});

Deno.test("unpacked() changes no other object by the names that come", () => {
  const came = unpacked([new TextEncoder().encode('{"__proto__":{"evil":1},"constructor":{"prototype":{"evil":1}}}')]);
  assertEquals(Object.getPrototypeOf(came), Object.prototype);
  assertEquals(({} as { evil?: number }).evil, undefined);
});
