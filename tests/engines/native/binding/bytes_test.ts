import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { fromBytes, toBytes } from "../../../../src/engines/native/binding/bytes.ts";
import { dtypes } from "../../../../src/engines/native/binding/dtypes.ts";

const { TF_FLOAT, TF_INT32, TF_INT64, TF_BOOL, TF_STRING, TF_UINT8 } = dtypes;

Deno.test("toBytes() writes the numbers of a type, little end first", () => {
  assertEquals(Array.from(toBytes(TF_FLOAT, [1, -2])), [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  assertEquals(Array.from(toBytes(TF_INT32, [1, -2])), [1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff]);
  assertEquals(Array.from(toBytes(TF_BOOL, [true, false])), [1, 0]);
});

Deno.test("toBytes() copies no array that is of its type", () => {
  const values = Float32Array.of(0, 1, 2).subarray(1);
  const bytes = toBytes(TF_FLOAT, values);
  assertStrictEquals(bytes.buffer, values.buffer);
  assertEquals([bytes.byteOffset, bytes.byteLength], [4, 8]);
});

Deno.test("fromBytes() gives back what toBytes() wrote", () => {
  assertEquals(fromBytes(TF_FLOAT, toBytes(TF_FLOAT, [0.5, -3])), Float32Array.of(0.5, -3));
  assertEquals(fromBytes(TF_INT32, toBytes(TF_INT32, [7, -1])), Int32Array.of(7, -1));
  assertEquals(fromBytes(TF_UINT8, toBytes(TF_UINT8, [0, 255])), Uint8Array.of(0, 255));
  // The two halves of 5 and of -1.
  assertEquals(fromBytes(TF_INT64, toBytes(TF_INT64, Int32Array.of(5, 0, -1, -1))), Int32Array.of(5, -1));
});

Deno.test("toBytes() and fromBytes() refuse what no tensor of tfjs holds", () => {
  assertThrows(
    () => toBytes(TF_STRING, [0]),
    TypeError,
    "Cannot put texts on the native engine as its tensors hold numbers: got dtype string",
  );
  assertThrows(
    () => fromBytes(TF_STRING, new Uint8Array(4)),
    TypeError,
    "Cannot read a tensor as its type is none of float32, int32 and bool: got TensorFlow's 7",
  );
});
