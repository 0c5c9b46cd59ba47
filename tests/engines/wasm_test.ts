import { assertEquals } from "@std/assert";
import { wasm } from "../../src/engines/wasm.ts";
import { tf } from "../../src/tf.ts";
import { runOperations } from "./operations.ts";

Deno.test("wasm() opens, tells what it is, and opens again", async () => {
  const engine = wasm();
  const info = await engine.open();
  assertEquals([info.backend, info.version, tf.getBackend()], ["wasm", "tfjs-backend-wasm 4.22.0", "wasm"]);
  assertEquals(tf.env().get("WASM_HAS_SIMD_SUPPORT"), true);
  assertEquals(await engine.open(), info);
  await engine.close();
});

Deno.test("wasm() computes the table of operations", (t) => runOperations(t, wasm()));
