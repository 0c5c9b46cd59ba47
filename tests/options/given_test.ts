import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { given } from "../../src/options/given.ts";
import { settle } from "../../src/options/settle.ts";

function box(options: { readonly width: number; readonly depth?: number }) {
  const { width, depth = 1 } = given(options);
  return settle("box", options, { width, depth });
}

Deno.test("given answers options as they are, and none where nothing was given", () => {
  const options = { width: 2 };
  assertStrictEquals(given(options), options);
  assertEquals([given(undefined as never), given(null as never)], [{}, {}]);
});

Deno.test("given lets settle refuse what is missing, with the names of the options there are", () => {
  assertEquals(box({ width: 2 }), { width: 2, depth: 1 });
  for (const nothing of [undefined, null]) {
    const { message } = assertThrows(() => box(nothing as never), TypeError);
    assert(message.endsWith(`its options come as an object of width and depth: got ${nothing}.`), message);
  }
});
