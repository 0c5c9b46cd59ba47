import { assert, assertEquals } from "@std/assert";
import { mixedPrecision, native, tf } from "../../../../../mod.ts";
import { evenChannels } from "../../../../../src/engines/native/compile/rewrite/even_channels.ts";
import { needLibrary } from "../../need_library.ts";
import { linesOf, traceOf } from "../trace_of.ts";

const needed = await needLibrary();
const [x, filter, dy, sizes] = [-1, -2, -3, -4];

/** A convolution, and the gradient of its images. */
const trace = (channels: number, filters: number) =>
  traceOf([
    { shape: [2, 4, 4, channels] },
    { shape: [3, 3, channels, filters] },
    { shape: [2, 2, 2, filters] },
    { shape: [4], dtype: 3, values: [2, 4, 4, channels] },
  ], [
    ["Conv2D", [x, filter], [2, 2, 2, filters]],
    ["Conv2DBackpropInput", [sizes, filter, dy], [2, 4, 4, channels]],
  ], { outputs: [0, 1] });

Deno.test("evenChannels() widens what is summed over by a channel of zeros", () => {
  const even = evenChannels(trace(3, 5));
  assertEquals(linesOf(even), [
    ["PadV2", [x, -5, -6], [2, 4, 4, 4]],
    ["PadV2", [filter, -7, -8], [3, 3, 4, 5]],
    ["Conv2D", [0, 1], [2, 2, 2, 5]],
    ["PadV2", [filter, -9, -10], [3, 3, 3, 6]],
    ["PadV2", [dy, -11, -12], [2, 2, 2, 6]],
    ["Conv2DBackpropInput", [sizes, 3, 4], [2, 4, 4, 3]],
  ]);
  assertEquals(even.slots.slice(4, 8).map(({ values }) => values), [
    [0, 0, 0, 0, 0, 0, 0, 1],
    [0],
    [0, 0, 0, 0, 0, 1, 0, 0],
    [0],
  ]);
  assertEquals(even.outputs, [2, 5]);
});

Deno.test("evenChannels() leaves an even number of channels", () => {
  assertEquals(linesOf(evenChannels(trace(2, 4))), linesOf(trace(2, 4)));
});

/** Convolutions with padding over images, and over volumes. */
const kinds = {
  conv2d: {
    sides: [9, 9],
    conv: (x: tf.Tensor, filter: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same"),
  },
  conv3d: {
    sides: [5, 5, 5],
    conv: (x: tf.Tensor, filter: tf.Tensor) => tf.conv3d(x as never, filter as never, 1, "same"),
  },
};

for (const [kind, { sides, conv }] of Object.entries(kinds)) {
  for (const [channels, filters] of [[1, 8], [3, 16], [8, 1], [5, 3], [4, 6]] as const) {
    Deno.test({
      name: `${kind} in mixed precision is right, and so are its gradients: ${channels} channels, ${filters} filters`,
      ...needed,
      async fn() {
        const { compile } = await mixedPrecision(native()).open();
        const window = sides.map(() => 3);
        const inputs = [[2, ...sides, channels], [...window, channels, filters], [2, ...sides, filters]];
        const [x, filter, dy] = inputs.map((shape, i) => tf.randomNormal(shape, 0, 1, "float32", i + 1));
        const step = (x: tf.Tensor, filter: tf.Tensor, dy: tf.Tensor) =>
          tf.tidy(() => [conv(x, filter), ...tf.grads(conv)([x, filter], dy)]);
        const compiled = compile!(step);
        // The second step like the first is compiled, if not the first.
        tf.dispose([compiled(x!, filter!, dy!), compiled(x!, filter!, dy!)]);
        const [mixed, plain] = [compiled, step].map((step) => step(x!, filter!, dy!));
        for (const [i, values] of mixed!.entries()) {
          const largest = tf.tidy(() => tf.max(tf.abs(plain![i]!)).dataSync()[0]!);
          const error = tf.tidy(() => tf.max(tf.abs(tf.sub(values, plain![i]!))).dataSync()[0]!);
          assert(error < 0.02 * largest, `result ${i} is off by ${error} of ${largest}`);
        }
        tf.dispose([x!, filter!, dy!, mixed!, plain!]);
      },
    });
  }
}
