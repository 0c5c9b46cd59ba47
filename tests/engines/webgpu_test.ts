import { assertEquals, assertMatch } from "@std/assert";
import { webgpu } from "../../src/engines/webgpu.ts";
import { tf } from "../../src/tf.ts";
import { runOperations } from "./operations.ts";
import { anyAdapter } from "./webgpu/any_adapter.ts";

Deno.test({
  name: "webgpu() opens, tells what it is, and opens again",
  ...anyAdapter,
  async fn() {
    const engine = webgpu({ allowFallback: true });
    const info = await engine.open();
    assertEquals([info.backend, tf.getBackend()], ["webgpu", "webgpu"]);
    assertMatch(info.version, /^tfjs-backend-webgpu 4\.22\.0$/);
    assertEquals(await webgpu({ allowFallback: true }).open(), info);
    await engine.close();
  },
});

Deno.test({
  name: "webgpu() computes the table of operations",
  ...anyAdapter,
  fn: (t) => runOperations(t, webgpu({ allowFallback: true })),
});
