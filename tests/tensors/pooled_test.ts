import { assertEquals } from "@std/assert";
import { adaptivelyPooled, pooled } from "../../src/tensors/pooled.ts";
import { tf } from "../../src/tf.ts";

const x = tf.tensor4d([1, 5, -3, 4, 2, 6, 0, 0, 7], [1, 3, 3, 1]);

Deno.test("pooled() has sides of their own", () => {
  const how = { size: [3, 1], strides: [1, 2], around: "valid" } as const;
  assertEquals([pooled("max", x, how), pooled("avg", x, how)].map((y) => [...y.dataSync()].map(Math.fround)), [
    [4, 7],
    [Math.fround(5 / 3), Math.fround(10 / 3)],
  ]);
});

Deno.test("adaptivelyPooled() gives back what has its size, and pools one side after the other", () => {
  assertEquals(adaptivelyPooled("max", x, [3, 3]), x);
  assertEquals([...adaptivelyPooled("max", x, [1, 2]).dataSync()], [5, 7]);
  assertEquals([...adaptivelyPooled("avg", x, [3, 1]).dataSync()], [1, 4, Math.fround(7 / 3)]);
});
