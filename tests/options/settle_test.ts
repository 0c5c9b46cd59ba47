import { assertEquals, assertThrows } from "@std/assert";
import { settle } from "../../src/options/settle.ts";

interface Options {
  readonly every?: number;
  readonly keep?: number;
}

Deno.test("settle() tells what was given first, then each option with its default", () => {
  const options: Options = { every: 2 };
  const { every = 1, keep = Infinity } = options;
  const settings = settle("saver", options, { every, keep }, { folder: "w" });
  assertEquals(Object.entries(settings), [["folder", "w"], ["every", 2], ["keep", "Infinity"]]);
});

Deno.test("settle() refuses as an option what is given before the options", () => {
  const options = { folder: "w" } as Options;
  const { message } = assertThrows(() => settle("saver", options, { every: 1, keep: 1 }, { folder: "w" }), TypeError);
  assertEquals(message, "Cannot make saver as its options are every and keep: got folder.");
});
