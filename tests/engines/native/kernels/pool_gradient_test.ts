import { assertEquals } from "@std/assert";
import { native, tf } from "../../../../mod.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();

for (const [size, stride, padding] of [[3, 2, 1], [3, 1, "same"], [2, 2, "valid"]] as const) {
  Deno.test({
    name: `a max pool of ${size} by ${stride} has one gradient, eager and compiled, whatever the batch`,
    ...needed,
    async fn() {
      const { compile } = await native().open();
      const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, size, stride, padding);
      const gradient = (x: tf.Tensor) => tf.grad(pool)(x, tf.randomNormal(pool(x).shape, 0, 1, "float32", 2));
      const compiled = compile!((x: tf.Tensor) => tf.tidy(() => gradient(x)));
      for (const batch of [1, 2, 3, 8]) {
        tf.tidy(() => {
          const x = tf.randomNormal([batch, 16, 16, 64], 0, 1, "float32", batch);
          assertEquals(compiled(x).dataSync(), gradient(x).dataSync());
        });
      }
    },
  });
}
