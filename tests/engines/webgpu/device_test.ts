import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { nameOf, selfTest, startDevice } from "../../../src/engines/webgpu/device.ts";
import { need } from "../../needs.ts";
import { adapter } from "./any_adapter.ts";
import { tf } from "../../../src/tf.ts";

const software = await need(
  "a WebGPU adapter in software",
  "install one on a machine without a graphics card (Debian: mesa-vulkan-drivers libvulkan1)",
  () => adapter?.info.isFallbackAdapter === true,
);

Deno.test({
  name: "startDevice() refuses to take software for a graphics card",
  ...software,
  async fn() {
    const error = await assertRejects(() => startDevice({ allowFallback: false }), Deno.errors.NotSupported);
    assertMatch(error.message, /^Cannot open the webgpu engine as it wants a graphics card: got the software adapter /);
    assertMatch(error.message, /webgpu\({ allowFallback: true }\)$/);
  },
});

Deno.test({
  name: "startDevice() asks for all that the adapter can",
  ...software,
  async fn() {
    const { device, adapter } = await startDevice({ allowFallback: true });
    assertEquals(device.limits.maxStorageBufferBindingSize, adapter.limits.maxStorageBufferBindingSize);
    assertEquals(device.limits.maxComputeInvocationsPerWorkgroup, adapter.limits.maxComputeInvocationsPerWorkgroup);
    device.destroy();
  },
});

Deno.test("nameOf() takes the description, else what there is", () => {
  const named = (info: Record<string, string>) => nameOf({ info } as unknown as GPUAdapter);
  assertEquals(named({ description: "Card 9" }), "Card 9");
  assertEquals(named({ description: "", vendor: "0x10", architecture: "", device: "0x2" }), "0x10 0x2");
  assertEquals(named({}), "unknown");
});

await tf.setBackend("cpu");

Deno.test("selfTest() accepts a backend that computes correctly", () => selfTest("the processor"));

for (
  const [kernelName, shape, what] of [
    ["BatchMatMul", [40, 40], "multiplies matrices wrongly: got 1 for "],
    ["Conv2D", [1, 6, 6, 4], "convolves images wrongly: got 1 for 32\nUpdate the driver"],
  ] as const
) {
  Deno.test(`selfTest() refuses a backend whose ${kernelName} computes nonsense`, async () => {
    const shipped = tf.getKernel(kernelName, "cpu");
    tf.unregisterKernel(kernelName, "cpu");
    tf.registerKernel({ ...shipped, kernelFunc: () => tf.ones([...shape]) });
    try {
      await assertRejects(
        () => selfTest("the processor"),
        Error,
        `Cannot use the webgpu engine as the processor ${what}`,
      );
    } finally {
      tf.unregisterKernel(kernelName, "cpu");
      tf.registerKernel(shipped);
    }
  });
}
