import { assertEquals } from "@std/assert";
import { crc32c, recordOf } from "../../src/files/records.ts";

Deno.test("crc32c() is that of RFC 3720", () => {
  const of = (bytes: number[]) => crc32c(Uint8Array.from(bytes)).toString(16);
  assertEquals(of(Array(32).fill(0)), "8a9136aa");
  assertEquals(of(Array(32).fill(255)), "62a8ab43");
  assertEquals(of(Array.from({ length: 32 }, (_, i) => i)), "46dd794e");
  assertEquals(of([]), "0");
});

Deno.test("recordOf() frames as TensorFlow does", () => {
  // Written by tensorboard's RecordWriter for b"raptor".
  const hex = Array.from(recordOf(new TextEncoder().encode("raptor")), (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  assertEquals(hex, "06000000000000007369d537726170746f7274dd1527");
});
