import { assertEquals, assertMatch } from "@std/assert";
import { webgpu } from "../../src/engines/webgpu.ts";
import { tf } from "../../src/tf.ts";
import { need } from "../needs.ts";
import { runOperations } from "./operations.ts";

const adapter = await navigator.gpu.requestAdapter();

const any = await need(
  "a WebGPU adapter",
  "install a Vulkan driver, such as the one in software (Debian: mesa-vulkan-drivers libvulkan1)",
  () => adapter !== null,
);

Deno.test({
  name: "webgpu() opens, tells what it is, and opens again",
  ...any,
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
  ...any,
  fn: (t) => runOperations(t, webgpu({ allowFallback: true })),
});
