import { assertEquals, assertRejects } from "@std/assert";
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
  await assertRejects(() => readHost(["a"] as unknown as number[], "x"), TypeError, "it must hold numbers: got string");
});

Deno.test("countExamples() is the length of the first axis", () => {
  assertEquals(countExamples([[1, 2], [3, 4], [5, 6]], "x"), 3);
  assertEquals(countExamples({ dtype: "float32", shape: [2, 4], data: new Float32Array(8) }, "x"), 2);
});
