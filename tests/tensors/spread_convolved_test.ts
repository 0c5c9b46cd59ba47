import { assertAlmostEquals, assertEquals } from "@std/assert";
import { convolved } from "../../src/tensors/convolved.ts";
import { spreadConvolved } from "../../src/tensors/spread_convolved.ts";
import { tf } from "../../src/tf.ts";

const wave = (shape: number[]) => tf.sin(tf.reshape(tf.range(0, shape.reduce((a, b) => a * b, 1)), shape));

for (const sides of [[7], [7, 6], [5, 7, 6]]) {
  Deno.test(`spreadConvolved() is what a convolution of ${sides.length} sides hands back to its input`, () => {
    const strides = sides.map((_, i) => 1 + i % 2), ones = sides.map(() => 1), size = sides.map(() => 3);
    const x = wave([2, ...sides, 2]), kernel = wave([...size, 2, 3]), padding = sides.map((_, i) => (i + 1) % 2);
    const how = { strides, dilations: ones, around: padding.map((width) => [width, width] as const), groups: 1 };
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => convolved(x, kernel, how))(
      x,
      wave(
        convolved(x, kernel, how).shape,
      ),
    );
    const y = spreadConvolved(wave(value.shape), kernel, { strides, padding, sides });
    assertEquals(y.shape, x.shape);
    assertAlmostEquals(tf.max(tf.abs(tf.sub(y, grad))).dataSync()[0]!, 0, 1e-4);
  });
}
