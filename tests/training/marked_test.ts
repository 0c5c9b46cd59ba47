import { assertEquals, assertThrows } from "@std/assert";
import { tf } from "../../mod.ts";
import { markedWeights } from "../../src/training/marked.ts";

Deno.test("markedWeights() remembers all weights until they are marked anew, and leaks no tensor", async () => {
  const params = { a: tf.variable(tf.tensor1d([1, 2])), b: tf.variable(tf.scalar(3, "int32"), false) };
  const before = tf.memory().numTensors, memory = markedWeights(params);
  memory.giveBack();
  assertEquals([await memory.read(), params.a.arraySync()], [{}, [1, 2]]);
  memory.mark();
  tf.tidy(() => params.a.assign(tf.tensor1d([5, 6])));
  memory.mark();
  tf.tidy(() => params.a.assign(tf.tensor1d([7, 8])));
  const { marked } = await memory.read();
  assertEquals([marked!.a!.data, marked!.b!.dtype], [Float32Array.of(5, 6), "int32"]);
  memory.giveBack();
  assertEquals(params.a.arraySync(), [5, 6]);
  memory.drop();
  const second = markedWeights(params, marked);
  tf.tidy(() => params.a.assign(tf.tensor1d([0, 0])));
  second.giveBack();
  assertEquals(params.a.arraySync(), [5, 6]);
  second.drop();
  assertEquals(tf.memory().numTensors, before);
  assertThrows(
    () => markedWeights(params, { a: marked!.a! }),
    RangeError,
    "must be those of the model: got none for b []",
  );
  tf.dispose(params);
});
