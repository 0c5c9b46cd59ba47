import { assert } from "@std/assert";
import { conv2d, initialize, native, tf } from "../../../../mod.ts";
import { assertConvolves } from "../convolution_by_hand.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();

for (
  const [name, convolutions] of [
    ["volumes of one channel by one filter", [
      { batch: 1, input: [3, 6, 1], size: [2, 2, 1], strides: [1, 1, 1], channels: 1, filters: 1 },
      { batch: 2, input: [5, 4, 7], size: [3, 3, 3], strides: [2, 1, 2], channels: 1, filters: 1 },
      { batch: 3, input: [2, 2, 9], size: [1, 1, 3], strides: [1, 1, 3], channels: 1, filters: 1 },
    ]],
    ["images by longer steps, with half a block of channels left over", [
      { batch: 1, input: [8, 11], size: [4, 4], strides: [2, 2], channels: 33, filters: 48 },
      { batch: 2, input: [7, 6], size: [3, 2], strides: [1, 2], channels: 48, filters: 2 },
      { batch: 1, input: [5, 6], size: [2, 2], strides: [2, 2], channels: 80, filters: 7 },
    ]],
    ["volumes with half a block of channels left over, by longer steps and by points", [
      { batch: 2, input: [3, 5, 3], size: [1, 1, 2], strides: [2, 2, 2], channels: 33, filters: 16 },
      { batch: 1, input: [8, 3, 7], size: [1, 1, 1], strides: [1, 1, 1], channels: 40, filters: 24 },
    ]],
    ["images of one channel by one filter, by longer steps", [
      { batch: 3, input: [9, 17], size: [3, 1], strides: [2, 2], channels: 1, filters: 1 },
    ]],
  ] as const
) {
  Deno.test({
    name: `the gradient of ${name} is that of its definition`,
    ...needed,
    async fn() {
      for (const asked of convolutions) {
        for (const mixed of [false, true]) await assertConvolves({ ...asked, pad: "valid" }, { mixed });
      }
    },
  });
}

Deno.test({
  name: "groups of channels have the gradient that each has by itself, with a border around points too",
  ...needed,
  async fn() {
    await native().open();
    for (const how of [{ kernelSize: 3, stride: 2, padding: 1 }, { kernelSize: 1, stride: 1, padding: 1 }]) {
      const groups = 2,
        each = 34,
        grouped = conv2d({ ...how, channels: groups * each, filters: 8, groups, bias: false });
      const alone = Array.from({ length: groups }, () => conv2d({ ...how, channels: each, filters: 4, bias: false }));
      for (const model of [grouped, ...alone]) initialize(model, 1);
      tf.tidy(() => {
        const kernels = tf.split(grouped.params.kernel as tf.Variable, groups, 3);
        alone.forEach((model, i) => (model.params.kernel as tf.Variable).assign(kernels[i]!));
        const x = tf.randomNormal([2, 7, 5, groups * each], 0, 1, "float32", 1);
        const moment = { training: false, seed: 0, step: 0 };
        const whole = tf.grad((x) =>
          tf.sum(tf.square(grouped.forward(x as tf.Tensor4D, moment as never) as tf.Tensor))
        )(x);
        const parts = tf.split(x, groups, 3).map((part, i) =>
          tf.grad((x) => tf.sum(tf.square(alone[i]!.forward(x as tf.Tensor4D, moment as never) as tf.Tensor)))(part)
        );
        const error = tf.max(tf.abs(tf.sub(whole, tf.concat(parts, 3)))).dataSync()[0]!;
        assert(error < 1e-4, `off by ${error}`);
      });
      tf.dispose([grouped, ...alone].flatMap(({ params }) => Object.values(params) as tf.Variable[]));
    }
  },
});
