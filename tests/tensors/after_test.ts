import { assertEquals, assertStrictEquals } from "@std/assert";
import { after } from "../../src/tensors/after.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("after() is the tensor itself where everything is done in its turn", () => {
  const [x, later] = [tf.tensor1d([1, 2]), tf.scalar(0)];
  assertStrictEquals(after(x, later), x);
  tf.dispose([x, later]);
});

Deno.test("after() leaves it to an engine that puts steps off to wait", () => {
  const [x, later] = [tf.tensor1d([1, 2]), tf.scalar(0)], waited: unknown[] = [];
  tf.registerKernel({
    kernelName: "After",
    backendName: "cpu",
    kernelFunc: ({ inputs: { x, later } }) => {
      waited.push((later as unknown as tf.Tensor).dataId);
      const { dataId, shape, dtype } = x as unknown as tf.Tensor;
      (tf.backend() as unknown as { incRef(id: object): void }).incRef(dataId);
      return [{ dataId, shape, dtype }];
    },
  });
  try {
    const put = after(x, later);
    assertEquals([[...put.dataSync()], waited], [[1, 2], [later.dataId]]);
    put.dispose();
  } finally {
    tf.unregisterKernel("After", "cpu");
    tf.dispose([x, later]);
  }
});
