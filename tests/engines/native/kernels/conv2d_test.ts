import { assert, assertAlmostEquals } from "@std/assert";
import { mixedPrecision, native, tf } from "../../../../mod.ts";
import { convolved } from "../../../../src/tensors/convolved.ts";
import { declareGroups, takesGroups } from "../../../../src/tensors/declared.ts";
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

Deno.test({
  name: "Conv2D with groups of channels, its gradients and those of these, are those of one convolution a group",
  ...needed,
  async fn() {
    const { compile } = await native().open(), mixed = await mixedPrecision(native()).open(), backend = tf.backend();
    if (!takesGroups(backend)) return;
    const whole: typeof convolved = (x, w, how) => {
      declareGroups(backend, false);
      try {
        return convolved(x, w, how);
      } finally {
        declareGroups(backend, true);
      }
    };
    const cases = [
      { strides: [1, 1], dilations: [1, 1], around: [[1, 1], [1, 1]], size: 3 },
      { strides: [2, 2], dilations: [1, 1], around: [[1, 1], [1, 1]], size: 3 },
      { strides: [1, 1], dilations: [2, 2], around: [[2, 2], [2, 2]], size: 3 },
      { strides: [1, 2], dilations: [1, 1], around: [[0, 1], [2, 0]], size: 2 },
      { strides: [1, 1], dilations: [1, 1], around: [[0, 0], [0, 0]], size: 1 },
    ] as const;
    for (const { size, ...how } of cases) {
      const x = tf.randomNormal([2, 5, 6, 12], 0, 1, "float32", 1);
      const w = tf.randomNormal([size, size, 4, 6], 0, 1, "float32", 2);
      const all = (by: typeof convolved, second = true) => (x: tf.Tensor, w: tf.Tensor) =>
        tf.tidy(() => {
          const loss = (x: tf.Tensor, w: tf.Tensor) => tf.sum(tf.square(by(x, w, { ...how, groups: 3 })));
          const slopes = (x: tf.Tensor, w: tf.Tensor) =>
            tf.sum(tf.grads(loss)([x, w]).map((slope) => tf.sum(tf.square(slope))).reduce((a, b) => tf.add(a, b)));
          return [
            by(x, w, { ...how, groups: 3 }),
            ...tf.grads(loss)([x, w]),
            ...second ? tf.grads(slopes)([x, w]) : [],
          ];
        });
      const expected = all(whole)(x, w);
      const agree = (made: readonly tf.Tensor[], tolerance: number) =>
        made.forEach((tensor, i) => {
          const [gap, most] = [tf.sub(tensor, expected[i]!), expected[i]!].map((one) =>
            tf.max(tf.abs(one)).dataSync()[0]!
          );
          assert(gap! <= tolerance * most!, `${JSON.stringify(how)}: number ${i} is off by ${gap} of ${most}`);
        });
      agree(all(convolved)(x, w), 1e-5);
      const compiled = compile!(all(convolved)), narrow = mixed.compile!(all(convolved, false));
      for (let time = 0; time < 3; time++) {
        agree(compiled(x, w), 1e-5);
        agree(narrow(x, w), 3e-2);
      }
    }
  },
});
