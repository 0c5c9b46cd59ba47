import { assertEquals } from "@std/assert";
import { finiteSums, listed, namesNotFinite } from "../../src/tensors/non_finite.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("finiteSums() is finite where every number is, and is not where infinities would cancel", () => {
  const tensors = [
    tf.tensor1d([1, -1]),
    tf.tensor1d([Infinity, -Infinity]),
    tf.tensor2d([[0, NaN]]),
    tf.scalar(-Infinity),
  ];
  assertEquals(finiteSums(tensors).arraySync().map(Number.isFinite), [true, false, false, false]);
});

Deno.test("namesNotFinite() names tensors with NaN or infinity, not those whose sum overflows, and leaves no tensors", async () => {
  const tensors = {
    large: tf.fill([4], 3e38),
    nan: tf.tensor1d([1, NaN]),
    infinite: tf.scalar(Infinity),
    whole: tf.scalar(7, "int32"),
    empty: tf.zeros([0]),
  };
  const before = tf.memory().numTensors;
  assertEquals(await namesNotFinite(tensors), ["nan", "infinite"]);
  assertEquals(await namesNotFinite({}), []);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("listed() shows three names", () => {
  assertEquals([listed(["a"]), listed(["a", "b", "c"]), listed([..."abcde"])], ["a", "a, b, c", "a, b, c and 2 more"]);
});
