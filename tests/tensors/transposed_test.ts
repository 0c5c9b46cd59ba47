import { assertEquals } from "@std/assert";
import { cpu, tf } from "../../mod.ts";
import { transposed } from "../../src/tensors/transposed.ts";

await cpu().open();

Deno.test("transposed() is what tf.transpose() is, for any order of axes", () => {
  const data = Float32Array.from({ length: 120 }, (_, i) => i), shape = [2, 3, 4, 5];
  for (const axes of [[3, 2, 0, 1], [0, 3, 1, 2], [1, 0, 3, 2], [0, 1, 2, 3]]) {
    const wanted = tf.transpose(tf.tensor(data, shape), axes),
      found = transposed({ dtype: "float32", shape, data }, axes);
    assertEquals([found.shape, found.data], [wanted.shape, wanted.dataSync() as Float32Array]);
  }
});

Deno.test("transposed() takes a number, and an array without numbers", () => {
  const one = { dtype: "int32", shape: [], data: Int32Array.of(7) } as const;
  assertEquals(transposed(one, []), one);
  assertEquals(transposed({ dtype: "float32", shape: [0, 2], data: new Float32Array() }, [1, 0]).shape, [2, 0]);
});
