import { assertEquals } from "@std/assert";
import { judgedPasses, prefixed } from "../../src/training/judged_passes.ts";

const none = () => [];
const bare = { name: "d", train: none };

Deno.test("judgedPasses() has the dataset's own validation first, and none where there is nothing to judge on", () => {
  const sets = { a: { batches: 2, pass: none }, b: { pass: none } };
  const of = (data: Parameters<typeof judgedPasses>[0], task: "val" | "test" = "val") =>
    judgedPasses(data, task).map(({ prefix, batches }) => [prefix, batches]);
  assertEquals(of(bare), []);
  assertEquals(of({ ...bare, val: none, sets }), [["", undefined], ["a/", 2], ["b/", undefined]]);
  assertEquals(of({ ...bare, sets }), [["a/", 2], ["b/", undefined]]);
});

Deno.test("judgedPasses() of a test are the test's own, and the validation's where there are none", () => {
  const data = { ...bare, val: none, test: none, batches: { val: 1, test: 3 }, sets: { a: { pass: none } } };
  assertEquals(judgedPasses(data, "test").map(({ batches }) => batches), [3]);
  const { test: _, ...untested } = data;
  assertEquals(judgedPasses(untested, "test").map(({ prefix }) => prefix), ["", "a/"]);
});

Deno.test("prefixed() puts a word before names", () => {
  assertEquals(prefixed("a/", { x: 1, y: 2 }), { "a/x": 1, "a/y": 2 });
});
