import { assertEquals } from "@std/assert";
import { tf } from "../../mod.ts";
import { readNow, readScalars, readTensors, writeTensor } from "../../src/tensors/read.ts";

await tf.setBackend("cpu");

Deno.test("readTensors() keeps dtypes and shapes", async () => {
  const tensors = {
    a: tf.tensor2d([[1, 2]], [1, 2], "int32"),
    b: tf.tensor1d([true, false], "bool"),
    c: tf.scalar(0.5),
  };
  assertEquals(await readTensors(tensors), {
    a: { dtype: "int32", shape: [1, 2], data: Int32Array.of(1, 2) },
    b: { dtype: "bool", shape: [2], data: Uint8Array.of(1, 0) },
    c: { dtype: "float32", shape: [], data: Float32Array.of(0.5) },
  });
});

Deno.test("readTensors() and readNow() give each type in its array, whatever a kernel has left it in", async () => {
  const tensors = {
    squared: tf.square(tf.tensor1d([2, 3], "int32")),
    cast: tf.cast(tf.tensor1d([2, 3], "int32"), "float32"),
    empty: tf.concat([tf.zeros([0]), tf.zeros([0])]),
  };
  const arrays = [Int32Array.of(4, 9), Float32Array.of(2, 3), new Float32Array()];
  assertEquals(Object.values(await readTensors(tensors)).map(({ data }) => data), arrays);
  assertEquals(readNow(Object.values(tensors)), arrays);
});

Deno.test("readScalars() reads in order and leaves nothing behind", async () => {
  const scalars = [3, 1, 2].map((value) => tf.scalar(value));
  const before = tf.memory().numTensors;
  assertEquals(await readScalars(scalars), [3, 1, 2]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("writeTensor() is the inverse of readTensors(), and leaks nothing", async () => {
  const variable = tf.tidy(() => tf.variable(tf.zeros([2, 2])) as unknown as tf.Tensor) as unknown as tf.Variable;
  const before = tf.memory().numTensors;
  const value = { dtype: "float32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } as const;
  writeTensor(variable, value);
  assertEquals(tf.memory().numTensors, before);
  assertEquals((await readTensors({ variable })).variable, value);
});
