import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { batchNormTrain, cpu, native, tf } from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { inMeeting, type Meeting } from "../../src/tensors/meeting.ts";

await tf.setBackend("cpu");

const x = tf.tensor2d([[1, 10], [2, 10], [6, 40]]);

Deno.test("batchNormTrain() gives each channel mean 0 and variance 1, then scales and shifts it", () => {
  const { y } = batchNormTrain(x, tf.tensor1d([1, 2]), tf.tensor1d([0, 5]), 0);
  const { mean, variance } = tf.moments(y, 0);
  [0, 5].forEach((expected, i) => assertAlmostEquals(mean.dataSync()[i]!, expected, 1e-5));
  [1, 4].forEach((expected, i) => assertAlmostEquals(variance.dataSync()[i]!, expected, 1e-5));
});

Deno.test("batchNormTrain() tells the mean and the unbiased variance", () => {
  const { mean, variance } = batchNormTrain(x, tf.ones([2]), tf.zeros([2]), 1e-5);
  assertEquals(mean.arraySync(), [3, 20]);
  // ((1-3)^2 + (2-3)^2 + (6-3)^2) / 2 and (100 + 100 + 400) / 2.
  [7, 300].forEach((expected, i) => assertAlmostEquals(variance.dataSync()[i]!, expected, 1e-3));
});

Deno.test("batchNormTrain() of one example has variance 0, not NaN", () => {
  const { y, variance } = batchNormTrain(tf.tensor2d([[3]]), tf.ones([1]), tf.tensor1d([7]), 1e-5);
  assertEquals([y.dataSync()[0], variance.dataSync()[0]], [7, 0]);
});

Deno.test("batchNormTrain() has gradients that add up to nothing along the batch", () => {
  const scale = tf.tensor1d([1, 2]), offset = tf.zeros([2]);
  const dy = tf.tensor2d([[1, 2], [3, 4], [5, 7]]);
  const [dx, , doffset] = tf.grads((x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) =>
    batchNormTrain(x, scale, offset, 1e-5).y
  )([x, scale, offset], dy);
  // Shifting all inputs alike changes no output.
  tf.sum(dx!, 0).dataSync().forEach((sum) => assertAlmostEquals(sum, 0, 1e-5));
  assertEquals(doffset!.arraySync(), [9, 13]);
});

function meets(): void {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const whole = tf.randomNormal([6, 3], 2, 3, "float32", 5),
      scale = tf.tensor1d([1, 2, 0.5]),
      offset = tf.tensor1d([0, 1, 2]);
    const dy = tf.randomNormal([6, 3], 0, 1, "float32", 7);
    const run = (x: tf.Tensor, slope: tf.Tensor) => {
      const made = (x: tf.Tensor, s: tf.Tensor, o: tf.Tensor) => batchNormTrain(x, s, o, 1e-3);
      const { mean, variance } = made(x, scale, offset);
      const [dx, dscale, doffset] = tf.grads((x, s, o) => made(x!, s!, o!).y)([x, scale, offset], slope);
      return { y: made(x, scale, offset).y, mean, variance, dx: dx!, dscale: dscale!, doffset: doffset! };
    };
    const expected = run(whole, dy), { mean, variance } = tf.moments(whole, 0);
    const halves = [[0, 2], [2, 4]].map(([from, size]) => {
      const rows = (of: tf.Tensor) => tf.slice(of, [from!, 0], [size!, 3]);
      const met: Meeting = {
        ...{ rows: { from: from!, size: size!, whole: 6 }, norms: true },
        sum: () => [expected.dscale, expected.doffset],
        moments: () => ({ mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D, count: tf.scalar(6) }),
      };
      return inMeeting(met, () => run(rows(whole), rows(dy)));
    });
    const near = (a: tf.Tensor, b: tf.Tensor) => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]! < 1e-5;
    const joined = (name: "y" | "dx") => tf.concat(halves.map((half) => half[name]));
    assert(near(joined("y"), expected.y) && near(joined("dx"), expected.dx));
    for (const name of ["dscale", "doffset"] as const) {
      assert(near(tf.addN(halves.map((half) => half[name])), expected[name]), name);
    }
    for (const { mean, variance } of halves) {
      assert(near(mean, expected.mean) && near(variance, expected.variance));
    }
  });
  assertEquals(tf.memory().numTensors, before);
}

Deno.test("batchNormTogether() gives each half of a batch what the whole has, there and back", async () => {
  await cpu().open();
  meets();
});

Deno.test({
  name: "batchNormTogether() does the same by TensorFlow's operations",
  ...await needLibrary(),
  async fn() {
    await native().open();
    meets();
  },
});
