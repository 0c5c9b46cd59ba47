import { assertAlmostEquals } from "@std/assert";
import { native, tf } from "../../../../mod.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();

Deno.test({
  name:
    "batch norm by known statistics is (x - mean) / sqrt(variance + epsilon) * scale + offset, whichever of them there are",
  ...needed,
  async fn() {
    await native().open();
    const x = [1, -2, 3, 4, 5, -6, 7, 8], mean = [0.5, -1], variance = [4, 0.25], scale = [2, -3], offset = [10, 20];
    const epsilon = 0.01;
    for (
      const [scaled, moved, wide] of [[true, true, false], [true, false, false], [false, true, true], [
        false,
        false,
        false,
      ]]
    ) {
      const made = tf.tidy(() => {
        const shape = wide ? [1, 1, 1, 2] : [2];
        const of = (values: number[]) => {
          const tensor: tf.Tensor = tf.tensor(values, shape);
          return tensor as tf.Tensor1D;
        };
        const known = [of(mean), of(variance), moved ? of(offset) : undefined, scaled ? of(scale) : undefined] as const;
        return tf.batchNorm(tf.tensor4d(x, [1, 2, 2, 2]), ...known, epsilon).dataSync();
      });
      for (const [i, value] of x.entries()) {
        const c = i % 2, normal = (value - mean[c]!) / Math.sqrt(variance[c]! + epsilon);
        assertAlmostEquals(made[i]!, normal * (scaled ? scale[c]! : 1) + (moved ? offset[c]! : 0), 1e-4);
      }
    }
  },
});
