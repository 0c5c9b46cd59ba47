import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { countExamples, readHost } from "../../src/tensors/host_data.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("readHost() lays out nested arrays, typed arrays and tensors, row by row", async () => {
  const cube = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]];
  const flat = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  assertEquals(await readHost(cube, "x"), { dtype: "float32", shape: [2, 2, 2], data: flat });
  const tensor = tf.tensor3d(cube);
  assertEquals(await readHost(tensor, "x"), { dtype: "float32", shape: [2, 2, 2], data: flat });
  tensor.dispose();
  assertEquals(await readHost(Uint8Array.of(3), "x"), { dtype: "int32", shape: [1], data: Int32Array.of(3) });
});

Deno.test("readHost() refuses rows of another shape at any depth, and what is no number", async () => {
  const ragged = [[[1, 2], [3, 4]], [[5, 6], [7]]];
  await assertRejects(
    () => readHost(ragged, "x"),
    TypeError,
    "all its rows must have one shape: got rows that differ from [2,2,2]",
  );
  await assertRejects(() => readHost([[1], 2] as unknown as number[], "x"), TypeError, "one shape");
  await assertRejects(
    () => readHost(["a"] as unknown as number[], "x"),
    TypeError,
    "it must hold numbers: got string at 0",
  );
  // deno-lint-ignore no-sparse-arrays
  const holes: [unknown, string][] = [[[1, undefined], "undefined at 1"], [[1, , 3], "a hole"], [
    [[1, null]],
    "object at 1",
  ]];
  for (const [data, got] of holes) await assertRejects(() => readHost(data as number[], "x"), TypeError, `got ${got}.`);
});

Deno.test("readHost() takes typed arrays of every kind that fits into 32 bits, and copies what it is given", async () => {
  const whole = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array];
  for (const Kind of whole) {
    assertEquals(await readHost(Kind.of(1, 2), "x"), { dtype: "int32", shape: [2], data: Int32Array.of(1, 2) });
  }
  for (const Kind of [Float32Array, Float64Array]) {
    assertEquals(await readHost(Kind.of(0.5), "x"), { dtype: "float32", shape: [1], data: Float32Array.of(0.5) });
  }
  await assertRejects(
    () => readHost(Uint32Array.of(1, 2 ** 31), "y"),
    RangeError,
    "Cannot use y as whole numbers must be below 2147483648: got 2147483648 at 1. Turn them into a Float32Array",
  );
  await assertRejects(() => readHost(BigInt64Array.of(1n) as never, "x"), TypeError, "got BigInt64Array");
  const mine = Float32Array.of(1), flat = { dtype: "float32", shape: [1], data: mine } as const;
  const [copy, other] = [await readHost(mine, "x"), await readHost(flat, "x")];
  mine[0] = 9;
  assertEquals([copy.data[0], other.data[0]], [1, 1]);
});

Deno.test("countExamples() is the length of the first axis", () => {
  assertEquals(countExamples([[1, 2], [3, 4], [5, 6]], "x"), 3);
  assertEquals(countExamples({ dtype: "float32", shape: [2, 4], data: new Float32Array(8) }, "x"), 2);
});

Deno.test("countExamples() refuses what is missing, and a text", () => {
  const refusal = (data: unknown) => assertThrows(() => countExamples(data as never, "x"), TypeError).message;
  const must = "Cannot use x as it must be a tensor, arrays in arrays or a typed array, a row for each example: got";
  assertEquals([undefined, null, "abc"].map(refusal), [`${must} undefined.`, `${must} null.`, `${must} a text.`]);
  assertEquals(refusal(5), "Cannot use x as its first axis must be the examples: got a single number. Wrap it in [].");
});
