import { assertAlmostEquals, assertEquals } from "@std/assert";
import { conv2d, cpu, tf } from "../../../mod.ts";

Deno.test("a dilated layer of tfjs learns as PyTorch's does, whose numbers conv2d() has, with channels first as well", async () => {
  await cpu().open();
  const mode = { training: true, seed: 0 }, x = tf.sin(tf.range(0, 2 * 7 * 6 * 2)).reshape([2, 7, 6, 2]) as tf.Tensor4D;
  const kernel = tf.cos(tf.range(0, 3 * 3 * 2 * 4)).reshape([3, 3, 2, 4]), bias = tf.tensor1d([1, 2, 3, 4]);
  for (const strides of [1, 2]) {
    const ours = conv2d({ channels: 2, filters: 4, kernelSize: 3, dilation: 2, stride: strides, padding: "same" });
    ours.params.kernel!.assign(kernel);
    ours.params.bias!.assign(bias as never);
    const wanted = tf.valueAndGrad((x: tf.Tensor) => tf.sum(tf.square(ours.forward(x as tf.Tensor4D, mode))))(x);
    for (const dataFormat of ["channelsLast", "channelsFirst"] as const) {
      const layer = tf.layers.conv2d({
        ...{ filters: 4, kernelSize: 3, dilationRate: 2, strides, padding: "same", activation: "linear", dataFormat },
      });
      const given = dataFormat === "channelsLast" ? x : tf.transpose(x, [0, 3, 1, 2]);
      layer.apply(given);
      layer.setWeights([kernel, bias]);
      const loss = (x: tf.Tensor) => tf.sum(tf.square(layer.apply(x) as tf.Tensor)) as tf.Scalar;
      const { value, grad } = tf.valueAndGrad(loss)(given);
      const back = dataFormat === "channelsLast" ? grad : tf.transpose(grad, [0, 2, 3, 1]);
      assertAlmostEquals(value.dataSync()[0]! / wanted.value.dataSync()[0]!, 1, 1e-5);
      assertEquals(back.shape, wanted.grad.shape);
      assertAlmostEquals(tf.max(tf.abs(tf.sub(back, wanted.grad))).dataSync()[0]!, 0, 1e-3);
      const { grads } = tf.variableGrads(
        () => loss(given),
        layer.getWeights(true).map((_, i) =>
          (layer as unknown as { trainableWeights: { val: tf.Variable }[] }).trainableWeights[i]!.val
        ),
      );
      assertEquals(Object.values(grads).map(({ shape }) => shape), [[3, 3, 2, 4], [4]]);
      layer.dispose();
    }
  }
});
