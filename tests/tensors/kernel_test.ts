import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { after, hasKernel, inPlace, own, runKernel } from "../../src/tensors/kernel.ts";
import { tf } from "../../src/tf.ts";
import { cpu } from "../../src/engines/cpu.ts";
import { wasm } from "../../src/engines/wasm.ts";
import { weight } from "../../src/tensors/weight.ts";

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

Deno.test("inPlace() answers false where the engine has no such kernel, and changes nothing", async () => {
  await cpu().open();
  tf.tidy(() => {
    const w = weight([2], 1);
    assertEquals(inPlace("DescentUpdate", { weight: w, gradient: tf.ones([2]) }, { lr: 0.5 }), false);
    assertEquals(w.arraySync(), [1, 1]);
  });
});

Deno.test("inPlace() asks for another kernel where a number is known to the device alone", async () => {
  await wasm().open();
  tf.tidy(() => {
    const w = weight([2], 1), tensors = { weight: w, gradient: tf.ones([2]) };
    // That one is there for Adam, but not for plain descent.
    assertEquals(inPlace("DescentUpdate", tensors, { lr: tf.scalar(0.5) }), false);
    assertEquals(inPlace("DescentUpdate", tensors, { lr: 0.5 }), true);
    assertEquals(w.arraySync(), [0.5, 0.5]);
    const slots = { first: weight([2], 0), second: weight([2], 0) };
    const numbers = { lr: tf.scalar(0.5), beta1: 0, beta2: 0, epsilon: 0, keep: 1 };
    assertEquals(inPlace("AdamUpdate", { ...tensors, ...slots }, numbers), true);
    assertEquals(w.arraySync(), [0, 0]);
  });
});

Deno.test("own() parts a variable from its clones, and leaves one alone that has none", async () => {
  await cpu().open();
  tf.tidy(() => {
    const w = tf.variable(tf.tensor1d([1, 2])), clone = tf.clone(w);
    own(w);
    assert(w.dataId !== clone.dataId);
    assertEquals(w.arraySync(), [1, 2]);
    const data = w.dataId;
    own(w);
    assertStrictEquals(w.dataId, data);
  });
});

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
