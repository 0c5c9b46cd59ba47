import { assertEquals, assertThrows } from "@std/assert";
import { type Call, callOf, lengthsIn } from "../../../src/groups/mpi/call.ts";

const all = (...calls: readonly Call[]) => Float64Array.from(calls.flatMap((call) => [...call]));
const floats = (length: number) => new Float32Array(length),
  refused = (calls: Float64Array, rank: number, text: string) =>
    assertThrows(
      () => lengthsIn(calls, rank),
      Error,
      `Cannot go on as all ranks must make the same calls: got ${text}`,
    );

Deno.test("lengthsIn() tells how much each rank gathers, and takes the same of all else", () => {
  assertEquals(lengthsIn(all(callOf("gather", [floats(3)]), callOf("gather", [floats(0)])), 1), [12, 0]);
  const sum = callOf("sum", [floats(3), new Float64Array(1)]);
  assertEquals(lengthsIn(all(sum, sum), 0), [20, 20]);
  assertEquals(lengthsIn(all(callOf("barrier"), callOf("barrier")), 0), [0, 0]);
});

Deno.test("lengthsIn() names the rank that is not as most are, else the one that is not as this", () => {
  const [sum, longer] = [callOf("sum", [floats(3)]), callOf("sum", [floats(4)])];
  for (const rank of [0, 1, 2]) {
    refused(
      all(sum, sum, longer),
      rank,
      "a sum of 16 bytes (Float32) on rank 2 and a sum of 12 bytes (Float32) on rank 0.",
    );
  }
  refused(all(sum, longer), 0, "a sum of 16 bytes (Float32) on rank 1");
  refused(all(sum, longer), 1, "a sum of 12 bytes (Float32) on rank 0");
});

Deno.test("lengthsIn() tells other calls, types, orders of lengths and ranks apart", () => {
  const sum = callOf("sum", [floats(2), floats(1)]);
  refused(all(sum, callOf("sum", [floats(1), floats(2)])), 0, "a sum of 12 bytes");
  refused(all(sum, callOf("sum", [new Int32Array(3)])), 0, "a sum of 12 bytes (Int32) on rank 1");
  refused(all(sum, callOf("end")), 0, "the end of the program on rank 1");
  refused(all(sum, callOf("barrier")), 0, "a barrier on rank 1");
  refused(
    all(callOf("broadcast", [floats(1)]), callOf("broadcast", [floats(1)], 1)),
    0,
    "a broadcast of 4 bytes (Float32) from rank 1",
  );
  refused(
    all(callOf("gather", [floats(1)]), callOf("gather", [new Uint8Array(4)])),
    0,
    "a gather of 4 bytes (Uint8) on rank 1",
  );
});

Deno.test("lengthsIn() takes no memory for lengths that cannot be", () => {
  const gather = callOf("gather", [floats(1)]);
  for (const length of [-4, NaN, Infinity, 2 ** 31, 0.5]) {
    const other = gather.slice();
    other[2] = length;
    refused(all(gather, other), 0, "what is none on rank 1");
    refused(all(other, gather), 1, "what is none on rank 0");
  }
  refused(all(gather, Float64Array.of(NaN, 1e300, -1, 7, 2)), 0, "what is none on rank 1");
});
