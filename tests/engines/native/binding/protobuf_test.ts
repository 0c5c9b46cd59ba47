/** The bytes are those of the Protocol Buffers encoding guide, or of its rules worked out by hand. */
import { assertEquals } from "@std/assert";
import { floatField, join, message, packed } from "../../../../src/engines/native/binding/protobuf.ts";

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");

Deno.test("message() writes numbers, texts and messages as the encoding guide has them", () => {
  assertEquals(hex(message([1, 150])), "08 96 01");
  assertEquals(hex(message([2, "testing"])), "12 07 74 65 73 74 69 6e 67");
  assertEquals(hex(message([3, message([1, 150])])), "1a 03 08 96 01");
  assertEquals(hex(message([16, 1], [1, ""])), "80 01 01 0a 00");
});

Deno.test("message() writes numbers below 0 and beyond 32 bits as 64 bits", () => {
  assertEquals(hex(message([1, -2])), "08 fe ff ff ff ff ff ff ff ff 01");
  assertEquals(hex(message([1, -1n])), "08 ff ff ff ff ff ff ff ff ff 01");
  assertEquals(hex(message([1, 2 ** 32 - 1])), "08 ff ff ff ff 0f");
  assertEquals(hex(message([1, 2 ** 32])), "08 80 80 80 80 10");
  assertEquals(hex(message([1, 2n ** 63n])), "08 80 80 80 80 80 80 80 80 80 01");
});

Deno.test("packed(), floatField() and join() write bare numbers, four bytes, and one message after another", () => {
  assertEquals(hex(packed([3, 270, 86942])), "03 8e 02 9e a7 05");
  assertEquals(hex(floatField(4, 1.5)), "25 00 00 c0 3f");
  assertEquals(hex(join([message([1, 1]), new Uint8Array(), message([2, 2])])), "08 01 10 02");
});
