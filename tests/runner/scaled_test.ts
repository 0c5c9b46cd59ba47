import { assertEquals, assertStrictEquals } from "@std/assert";
import { lossScale, sgd } from "../../mod.ts";
import { scaled } from "../../src/runner/scaled.ts";

Deno.test("scaled() puts a scale where an engine wants one, says so, and leaves one of the user's alone", () => {
  const notes: string[] = [], plain = sgd({ lr: 0.1 }), own = lossScale(plain, { init: 8 });
  const note = (text: string) => void notes.push(text);
  assertStrictEquals(scaled({}, plain, note), plain);
  assertStrictEquals(scaled({ wantsScale: true }, own, note), own);
  assertEquals(notes, []);
  assertEquals(scaled({ wantsScale: true }, plain, note).name, "lossScale > sgd");
  assertEquals(notes, [
    "Losses are scaled, as products are in float16: by 65536 at first, anew after 2000 steps; see lossScale().",
  ]);
});
