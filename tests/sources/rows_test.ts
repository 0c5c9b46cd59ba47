import { assertEquals, assertThrows } from "@std/assert";
import { rows } from "../../src/sources/rows.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("rows() hands out the rows of tensors and arrays, which it has copied", async () => {
  const x = Float32Array.of(1, 2, 3), y = tf.tensor2d([[1, 2], [3, 4], [5, 6]], [3, 2], "int32");
  const source = rows({ x, y });
  assertThrows(() => source.get(0), Error, "Call await open() before.");
  await source.open!();
  y.dispose();
  x.fill(0);
  assertEquals(await source.get(1), {
    x: { dtype: "float32", shape: [], data: Float32Array.of(2) },
    y: { dtype: "int32", shape: [2], data: Int32Array.of(3, 4) },
  });
  assertEquals([source.size, source.labels, source.title!(1)], [3, undefined, "row 1"]);
});

Deno.test("rows() tells labels, and the names of the classes", async () => {
  const source = rows({ x: [1, 2], y: [1, 0], classes: ["a", "b"] });
  await source.open!();
  assertEquals([[...source.labels!() as Float32Array], source.classes], [[1, 0], ["a", "b"]]);
  assertEquals((await source.get(0)).y, 1);
});

Deno.test("rows() makes records of several arrays, which have as many rows", async () => {
  const source = rows({ x: { num: [[1, 2], [3, 4]], cat: Int32Array.of(7, 8) }, y: [5, 6] });
  await source.open!();
  const { x } = await source.get(1) as unknown as { x: { num: { data: Float32Array }; cat: { data: Int32Array } } };
  assertEquals([[...x.num.data], [...x.cat.data]], [[3, 4], [8]]);
  assertThrows(() => rows({ x: { a: [1], b: [1, 2] }, y: [1] }), TypeError, "got 1 of a and 2 of b");
  assertThrows(() => rows({ x: [1], y: { a: [1] }, classes: 2 }), TypeError, "as labels must be one array: got a.");
});
