import { assert, assertEquals } from "@std/assert";
import { wasm } from "../../src/engines/wasm.ts";
import { byReference, referenceKernels } from "../../src/tensors/by_reference.ts";
import { runKernel } from "../../src/tensors/kernel.ts";
import { tf } from "../../src/tf.ts";

Deno.test("byReference() takes values from another backend and brings the result there", async () => {
  await wasm().open();
  const before = tf.memory().numTensors, cpu = tf.findBackend("cpu") as unknown as { numDataIds(): number };
  const held = cpu.numDataIds();
  const inputs = [tf.tensor1d([1, 2]), tf.tensor1d([3])] as unknown as tf.NamedTensorMap;
  const made = byReference("Concat")({ inputs, attrs: { axis: 0 }, backend: tf.backend() }) as tf.TensorInfo;
  const joined = tf.engine().makeTensorFromTensorInfo(made);
  assertEquals([joined.shape, [...joined.dataSync()]], [[3], [1, 2, 3]]);
  tf.dispose([joined, ...Object.values(inputs)]);
  assertEquals([tf.memory().numTensors, cpu.numDataIds()], [before, held]);
});

Deno.test("referenceKernels() are those of tfjs, not the compositions that stand in on cpu", async () => {
  await tf.setBackend("cpu");
  const [x] = tf.tidy(() => runKernel("OnlyHere", { x: tf.scalar(1) }, {}, ({ x }) => [tf.neg(x!)]));
  x!.dispose();
  assert(referenceKernels().includes("Conv2D"));
  assert(!referenceKernels().includes("OnlyHere"));
});
