import { assertEquals } from "@std/assert";
import { one, type RankGroup, tf } from "../../mod.ts";
import { mergedStates } from "../../src/training/merged_states.ts";

Deno.test("mergedStates() puts rows one after the other, also where this rank has none and does not know their shape", async () => {
  const alone = one();
  // What the second rank says is known here.
  const answers = [[Int32Array.of(0), Int32Array.of(2, 2)], [new Float32Array(0), Float32Array.of(1, 2, 3, 4)]];
  const two = { ...alone, size: 2, gather: () => Promise.resolve(answers.shift()!) } as unknown as RankGroup;
  const rows = { name: "rows", merge: "concat" } as never, empty = tf.tensor1d([]);
  const [merged] = await mergedStates(two, [rows], [empty]);
  assertEquals((merged as tf.Tensor).arraySync(), [[1, 2], [3, 4]]);
  const [same] = await mergedStates(alone, [{ name: "sum", merge: "sum" } as never], [{ a: tf.scalar(2) }]);
  assertEquals((same as { a: tf.Tensor }).a.arraySync(), 2);
});
