import { assertEquals } from "@std/assert";
import { assembled } from "../../../src/engines/wasm/assembled.ts";
import { buildKernels } from "../../../tools/build_wasm_kernels.ts";

Deno.test("assembled is what its sources compile to", async () => {
  assertEquals((await buildKernels()).toBase64() === assembled, true, "Run: deno run -A tools/build_wasm_kernels.ts");
});

Deno.test("assembled is small", () => {
  assertEquals(Uint8Array.fromBase64(assembled).length < 30_000, true);
});
