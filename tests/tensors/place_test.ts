import { assertEquals, assertThrows } from "@std/assert";
import type { Mode } from "../../src/model.ts";
import { place } from "../../src/tensors/place.ts";

const echo = { name: "echo", params: {}, forward: (_: null, mode: Mode) => mode };

Deno.test("place() tells a layer its path, and sets its seed apart", () => {
  const [a, b] = ["a", "b"].map((name) => place("block", place(name, echo)).forward(null, { training: true, seed: 1 }));
  assertEquals([a!.path, b!.path], ["block/a", "block/b"]);
  assertEquals(a!.seed === b!.seed, false);
});

Deno.test("place() refuses a name of two levels", () => {
  assertThrows(() => place("a/b", echo), TypeError, 'Cannot place echo as a name is a word without "/": got "a/b".');
});
