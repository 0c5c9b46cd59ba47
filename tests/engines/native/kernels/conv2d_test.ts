import { assertAlmostEquals } from "@std/assert";
import { native, tf } from "../../../../mod.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();
const SIDE = 9;

/** The gradient of the images of a 3 by 3 convolution with padding 1, of one channel and one filter, by its definition. */
function gradient(filter: ArrayLike<number>, dy: ArrayLike<number>): number[] {
  return Array.from({ length: dy.length }, (_, at) => {
    const [image, row, column] = [at - at % SIDE ** 2, Math.floor(at / SIDE) % SIDE, at % SIDE];
    let sum = 0;
    for (let tap = 0; tap < 9; tap++) {
      const [y, x] = [row - Math.floor(tap / 3) + 1, column - tap % 3 + 1];
      if (y >= 0 && y < SIDE && x >= 0 && x < SIDE) sum += filter[tap]! * dy[image + y * SIDE + x]!;
    }
    return sum;
  });
}

Deno.test({
  name: "Conv2DBackpropInput of one channel and one filter is its definition's, again and again",
  ...needed,
  async fn() {
    await native().open();
    const [x, filter, dy] = [[2, SIDE, SIDE, 1], [3, 3, 1, 1], [2, SIDE, SIDE, 1]]
      .map((shape, i) => tf.randomNormal(shape as [number, number, number, number], 0, 1, "float32", i) as tf.Tensor4D);
    const expected = gradient(filter!.dataSync(), dy!.dataSync());
    for (let time = 0; time < 20; time++) {
      const dx = tf.tidy(() => tf.grad((x: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, filter!, 1, "same"))(x!, dy!));
      for (const [i, value] of dx.dataSync().entries()) assertAlmostEquals(value, expected[i]!, 1e-4);
      dx.dispose();
    }
    tf.dispose([x!, filter!, dy!]);
  },
});
