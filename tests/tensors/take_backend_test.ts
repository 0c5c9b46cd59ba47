import { assertEquals } from "@std/assert";
import { tf } from "../../mod.ts";
import { takeBackend } from "../../src/tensors/take_backend.ts";

Deno.test("takeBackend() makes a backend ready once, as long as no other one is taken", async () => {
  let made = 0;
  const setupFunc = () => void made++;
  for (const backendName of ["cpu", "wares"]) {
    tf.registerKernel({ kernelName: "Wares", backendName, kernelFunc: () => [], setupFunc });
  }
  tf.registerBackend("wares", () => Object.assign(new tf.KernelBackend(), { dispose() {} }));
  try {
    assertEquals([await takeBackend("cpu"), await takeBackend("cpu")], [true, true]);
    assertEquals([await takeBackend("wares"), await takeBackend("wares"), made], [true, true, 2]);
    assertEquals([tf.getBackend(), await takeBackend("cpu"), tf.getBackend(), made], ["wares", true, "cpu", 3]);
  } finally {
    for (const backendName of ["cpu", "wares"]) tf.unregisterKernel("Wares", backendName);
    tf.removeBackend("wares");
  }
});
