import { assertRejects } from "@std/assert";
import { selfTest } from "../../../src/engines/webgpu/self_test.ts";
import { tf } from "../../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("selfTest() accepts a backend that multiplies correctly", () => selfTest("the processor"));

Deno.test("selfTest() refuses a backend that computes nonsense", async () => {
  const shipped = tf.getKernel("BatchMatMul", "cpu");
  tf.unregisterKernel("BatchMatMul", "cpu");
  tf.registerKernel({ ...shipped, kernelFunc: () => tf.ones([40, 40]) });
  try {
    await assertRejects(
      () => selfTest("the processor"),
      Error,
      "Cannot use the webgpu engine as the processor multiplies matrices wrongly: got 1 for ",
    );
  } finally {
    tf.unregisterKernel("BatchMatMul", "cpu");
    tf.registerKernel(shipped);
  }
});
