import { assertEquals, assertThrows } from "@std/assert";
import { relu } from "../../mod.ts";
import type { Mode } from "../../src/model.ts";
import { place } from "../../src/tensors/place.ts";

const echo = { name: "echo", params: {}, forward: (_: null, mode: Mode) => mode };

Deno.test("place() tells a layer its path, and sets its seed apart", () => {
  const [a, b] = ["a", "b"].map((name) => place("block", place(name, echo)).forward(null, { training: true, seed: 1 }));
  assertEquals([a!.path, b!.path], ["block/a", "block/b"]);
  assertEquals(a!.seed === b!.seed, false);
});

Deno.test("place() refuses what is no layer", () => {
  const text = "Cannot place 0 as it must be a layer: got function. Call what makes it, as in relu().";
  assertThrows(() => place("0", relu as never), TypeError, text);
});

Deno.test("place() refuses a name of two levels", () => {
  assertThrows(() => place("a/b", echo), TypeError, 'Cannot place echo as a name is a word without "/": got "a/b".');
});
