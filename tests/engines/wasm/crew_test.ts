import { assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { batchNormTrain } from "../../../src/tensors/batch_norm.ts";
import { gelu } from "../../../src/tensors/gelu.ts";
import { layerNorm } from "../../../src/tensors/layer_norm.ts";
import { generator, normals } from "../../../src/tensors/random.ts";
import { softmaxCrossEntropy } from "../../../src/tensors/softmax.ts";
import { tf } from "../../../src/tf.ts";

/** Numbers that depend on the order of every sum: the gradients of a small network. */
function gradients(): number[][] {
  const draw = (shape: number[], seed: number) =>
    tf.tensor(normals(tf.util.sizeFromShape(shape), generator(seed)), shape);
  return tf.tidy(() => {
    const [x, filter, weight] = [draw([8, 9, 9, 20], 1), draw([3, 3, 20, 40], 2), draw([40 * 25, 30], 3)];
    const loss = (filter: tf.Tensor, weight: tf.Tensor) => {
      const y = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 1);
      const z = batchNormTrain(y, tf.ones([40]), tf.zeros([40]), 1e-5).y;
      return tf.mean(tf.square(tf.matMul(tf.reshape(tf.relu(z), [8, -1]), weight)));
    };
    return tf.grads(loss)([filter, weight]).map((gradient) => [...gradient.dataSync()]);
  });
}

/** The same of attention and a perceptron. */
function attentionGradients(): number[][] {
  const draw = (shape: number[], seed: number) =>
    tf.tensor(normals(tf.util.sizeFromShape(shape), generator(seed)), shape);
  return tf.tidy(() => {
    const [x, weight, scale, offset] = [draw([4, 300, 36], 1), draw([36, 108], 2), draw([36], 3), draw([36], 4)];
    const loss = (x: tf.Tensor, weight: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) => {
      const rows = tf.matMul(tf.reshape(layerNorm(x, scale, offset, 1e-5), [1200, 36]), weight);
      const heads = tf.transpose(tf.reshape(rows, [4, 300, 3, 4, 9]), [2, 0, 3, 1, 4]);
      const [q, k, v] = tf.unstack(heads) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const mixed = tf.matMul(tf.softmax(tf.matMul(q, k, false, true)), v);
      const y = gelu(tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [1200, 36])) as tf.Tensor2D;
      const labels = tf.tensor1d(Array.from({ length: 1200 }, (_, i) => i % 36), "int32");
      return tf.mean(softmaxCrossEntropy(y, labels, { smoothing: 0.1 }));
    };
    return tf.grads(loss)([x, weight, scale, offset]).map((gradient) => [...gradient.dataSync()]);
  });
}

Deno.test("crew() computes the same attention on any number of threads", async () => {
  await wasm({ threads: 1 }).open();
  const alone = attentionGradients();
  for (const threads of [2, 5]) {
    await wasm({ threads }).open();
    for (let round = 0; round < 5; round++) {
      assertEquals(attentionGradients(), alone, `${threads} threads`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
});

Deno.test("crew() computes the same numbers on any number of threads", async () => {
  await wasm({ threads: 1 }).open();
  const alone = gradients();
  for (const threads of [2, 5]) {
    await wasm({ threads }).open();
    // The first round may be over before the others are up.
    for (let round = 0; round < 20; round++) {
      assertEquals(gradients(), alone, `${threads} threads`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
});

Deno.test("crew() keeps a process from its end neither at work nor at rest", async () => {
  const source = new URL("../../../src/", import.meta.url);
  const script = `
    import { wasm } from "${source}engines/wasm.ts";
    import { tf } from "${source}tf.ts";
    await wasm({ threads: 3 }).open();
    const x = tf.ones([300, 300]);
    for (let i = 0; i < 20; i++) tf.matMul(x, x).dispose();
    console.log("done");`;
  const args = ["run", "-A", `data:application/typescript,${encodeURIComponent(script)}`];
  const { code, stdout } = await new Deno.Command(Deno.execPath(), { args, cwd: new URL("../../", source) }).output();
  assertEquals([code, new TextDecoder().decode(stdout)], [0, "done\n"]);
});
