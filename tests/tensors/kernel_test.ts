import { assert, assertEquals } from "@std/assert";
import { hasKernel, runKernel } from "../../src/tensors/kernel.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("hasKernel() knows the kernels of the current engine", () => {
  assert(hasKernel("Conv2D"));
  assert(!hasKernel("NoSuchKernel"));
});

Deno.test("runKernel() computes the composition where the engine has no kernel", () => {
  const before = tf.memory().numTensors;
  const [sum, product] = tf.tidy(() =>
    runKernel(
      "SumAndScaledProduct",
      { a: tf.scalar(2), b: tf.scalar(3) },
      { factor: 10 },
      ({ a, b }, { factor }) => [tf.add(a!, b!), tf.mul(tf.mul(a!, b!), factor as number)],
    )
  );
  assertEquals([sum!.dataSync()[0], product!.dataSync()[0]], [5, 60]);
  tf.dispose([sum!, product!]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("runKernel() takes the engine's own kernel before the composition", () => {
  tf.registerKernel({ kernelName: "Answer", backendName: "cpu", kernelFunc: () => [tf.scalar(42)] });
  const [answer] = tf.tidy(() => runKernel("Answer", { x: tf.scalar(0) }, {}, ({ x }) => [x!]));
  assertEquals(answer!.dataSync()[0], 42);
  tf.unregisterKernel("Answer", "cpu");
});
