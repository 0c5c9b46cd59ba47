import { assertEquals } from "@std/assert";
import { assembled } from "../../src/pixels/assembled.ts";
import { build, programs } from "../../tools/build_wasm.ts";

Deno.test("assembled is what its sources compile to", async () => {
  const built = (await build(programs.images)).toBase64();
  assertEquals(built === assembled, true, "Run: deno run -A tools/build_wasm.ts");
});

Deno.test("assembled is small", () => {
  assertEquals(Uint8Array.fromBase64(assembled).length < 20_000, true);
});
