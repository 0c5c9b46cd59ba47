import { assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { batchNormTrain } from "../../../src/tensors/batch_norm.ts";
import { generator, normals } from "../../../src/tensors/random.ts";
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
