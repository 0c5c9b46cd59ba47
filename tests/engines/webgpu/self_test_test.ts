import { assertRejects } from "@std/assert";
import { selfTest } from "../../../src/engines/webgpu/self_test.ts";
import { tf } from "../../../src/tf.ts";

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
