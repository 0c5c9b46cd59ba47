import { assertEquals, assertStringIncludes } from "@std/assert";
import { assembled } from "../../../src/engines/wasm/assembled.ts";
import { moduleOf, originOf, programs } from "../../../tools/build_wasm.ts";

Deno.test("assembled is what its sources compile to", async () => {
  // To compile them takes longer than all other tests of this room.
  const said = await originOf(programs.crew, Uint8Array.fromBase64(assembled));
  assertStringIncludes(await Deno.readTextFile(moduleOf(programs.crew)), said, "Run: deno run -A tools/build_wasm.ts");
});

Deno.test("assembled is small", () => {
  assertEquals(Uint8Array.fromBase64(assembled).length < 30_000, true);
});
