import { assertAlmostEquals, assertEquals } from "@std/assert";
import { alignments } from "../../src/tensors/alignments.ts";
import { tf } from "../../src/tf.ts";

const even = (frames: number) => tf.fill([1, frames, 2], Math.log(1 / 2)) as tf.Tensor3D;
const likely = (frames: number, labels: number[], there?: number) =>
  alignments(
    even(frames),
    tf.tensor2d([labels], [1, labels.length], "int32"),
    there === undefined ? undefined : tf.tensor1d([there], "int32"),
    0,
  ).dataSync()[0]!;

Deno.test("alignments() counts ways: one run of a label in n frames begins and ends in n (n + 1) / 2 ways", () => {
  for (const n of [1, 2, 5]) assertAlmostEquals(likely(n, [1]), Math.log(n * (n + 1) / 2 / 2 ** n), 1e-5);
});

Deno.test("alignments() of no labels is one way, and padding is no label", () => {
  assertAlmostEquals(likely(3, [-1, -1]), Math.log(1 / 8), 1e-6);
  assertEquals(likely(3, [1, -1]), likely(3, [1]));
});

Deno.test("alignments() looks at no frame beyond those that are there", () => {
  assertEquals(likely(5, [1], 2), likely(2, [1]));
});

Deno.test("alignments() of no frames says nothing for sure, and no label at all", () => {
  assertEquals(likely(3, [-1, -1], 0), 0);
  assertEquals([[1], [1, -1], [1, 1]].map((labels) => likely(3, labels, 0) <= -1e30), [true, true, true]);
});

Deno.test("alignments() is next to nothing where twins have no room for the blank between them", () => {
  assertEquals(likely(2, [1, 1]) <= -1e30, true);
  assertAlmostEquals(likely(3, [1, 1]), Math.log(1 / 8), 1e-6);
});
